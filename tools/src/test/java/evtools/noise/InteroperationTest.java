package evtools.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.southernstorm.noise.protocol.CipherStatePair;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.crypto.BadPaddingException;
import org.junit.jupiter.api.Test;

/** Against noise-java, which has X25519 and ChaCha20-Poly1305 of its own: either side, both directions. */
class InteroperationTest {
    private static final byte[] PROLOGUE = "one prologue".getBytes(StandardCharsets.US_ASCII);
    private static final int ROUNDS = 20;
    private static final int MESSAGES = 300;

    private final SplittableRandom random = new SplittableRandom(42);

    private static com.southernstorm.noise.protocol.HandshakeState other(int role, KeyPair own, byte[] secret)
            throws Exception {
        var state = new com.southernstorm.noise.protocol.HandshakeState(SymmetricState.PROTOCOL, role);
        state.setPrologue(PROLOGUE, 0, PROLOGUE.length);
        state.getLocalKeyPair().setPrivateKey(secret, 0);
        byte[] itsPublicKey = new byte[KeyPair.KEY_BYTES];
        state.getLocalKeyPair().getPublicKey(itsPublicKey, 0);
        assertArrayEquals(own.publicKey().bytes(), itsPublicKey);
        return state;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void ourClientAndTheirServer() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] serverSecret = bytes(KeyPair.KEY_BYTES);
            KeyPair serverKey = KeyPair.of(serverSecret);
            KeyPair clientKey = KeyPair.generate(random);
            var server = other(com.southernstorm.noise.protocol.HandshakeState.RESPONDER, serverKey, serverSecret);
            server.start();
            HandshakeState client =
                    HandshakeState.initiator(PROLOGUE, clientKey, serverKey.publicKey(), KeyPair.generate(random));
            byte[] payload = bytes(round);
            byte[] first = client.write(payload);
            byte[] read = new byte[first.length];
            assertEquals(payload.length, server.readMessage(first, 0, first.length, read, 0));
            assertArrayEquals(payload, Arrays.copyOf(read, payload.length));
            byte[] itsRemote = new byte[KeyPair.KEY_BYTES];
            server.getRemotePublicKey().getPublicKey(itsRemote, 0);
            assertArrayEquals(clientKey.publicKey().bytes(), itsRemote);

            byte[] answer = bytes(2 * round);
            byte[] second = new byte[HandshakeState.MESSAGE_2_BYTES + answer.length];
            assertEquals(second.length, server.writeMessage(second, 0, answer, 0, answer.length));
            assertArrayEquals(answer, client.read(second));
            assertArrayEquals(server.getHandshakeHash(), client.hash());
            talk(client.split(), server.split());
        }
    }

    @Test
    void theirClientAndOurServer() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] clientSecret = bytes(KeyPair.KEY_BYTES);
            KeyPair clientKey = KeyPair.of(clientSecret);
            KeyPair serverKey = KeyPair.generate(random);
            var client = other(com.southernstorm.noise.protocol.HandshakeState.INITIATOR, clientKey, clientSecret);
            client.getRemotePublicKey().setPublicKey(serverKey.publicKey().bytes(), 0);
            client.start();
            HandshakeState server = HandshakeState.responder(PROLOGUE, serverKey, KeyPair.generate(random));
            byte[] payload = bytes(round);
            byte[] first = new byte[HandshakeState.MESSAGE_1_BYTES + payload.length];
            assertEquals(first.length, client.writeMessage(first, 0, payload, 0, payload.length));
            assertArrayEquals(payload, server.read(first));
            assertEquals(clientKey.publicKey(), server.remote());

            byte[] answer = bytes(2 * round);
            byte[] second = server.write(answer);
            byte[] read = new byte[second.length];
            assertEquals(answer.length, client.readMessage(second, 0, second.length, read, 0));
            assertArrayEquals(answer, Arrays.copyOf(read, answer.length));
            assertArrayEquals(client.getHandshakeHash(), server.hash());
            talk(server.split(), client.split());
        }
    }

    private void talk(HandshakeState.Ciphers ours, CipherStatePair theirs) throws Exception {
        for (int i = 0; i < MESSAGES; i++) {
            int length = i % 50 == 0 ? CipherState.MAX_MESSAGE_BYTES - CipherState.TAG_BYTES : random.nextInt(2_000);
            byte[] text = bytes(length);
            byte[] sent = Arrays.copyOf(text, length + CipherState.TAG_BYTES);
            ours.sending().encrypt(sent, 0, length);
            byte[] read = new byte[sent.length];
            assertEquals(length, theirs.getReceiver().decryptWithAd(null, sent, 0, read, 0, sent.length));
            assertArrayEquals(text, Arrays.copyOf(read, length));

            byte[] back = new byte[length + CipherState.TAG_BYTES];
            assertEquals(back.length, theirs.getSender().encryptWithAd(null, text, 0, back, 0, length));
            assertEquals(length, ours.receiving().decrypt(back, 0, back.length));
            assertArrayEquals(text, Arrays.copyOf(back, length));
        }
        byte[] changed = new byte[40 + CipherState.TAG_BYTES];
        ours.sending().encrypt(changed, 0, 40);
        changed[random.nextInt(changed.length)] ^= 1;
        assertThrows(
                BadPaddingException.class,
                () -> theirs.getReceiver()
                        .decryptWithAd(null, changed, 0, new byte[changed.length], 0, changed.length));
    }
}
