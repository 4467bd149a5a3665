package evtools.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HandshakeStateTest {
    private static final byte[] PROLOGUE = "evtools".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};

    private final SplittableRandom random = new SplittableRandom(11);
    private final KeyPair clientKey = KeyPair.generate(random);
    private final KeyPair serverKey = KeyPair.generate(random);

    private HandshakeState client() {
        return HandshakeState.initiator(PROLOGUE, clientKey, serverKey.publicKey(), KeyPair.generate(random));
    }

    private HandshakeState server() {
        return HandshakeState.responder(PROLOGUE, serverKey, KeyPair.generate(random));
    }

    @Test
    void bothEndWithTheSameKeysAndKnowEachOther() throws NoiseException {
        HandshakeState client = client();
        HandshakeState server = server();
        byte[] first = client.write(NOTHING);
        assertEquals(HandshakeState.MESSAGE_1_BYTES, first.length);
        server.read(first);
        byte[] second = server.write(NOTHING);
        assertEquals(HandshakeState.MESSAGE_2_BYTES, second.length);
        client.read(second);
        assertEquals(clientKey.publicKey(), server.remote());
        assertArrayEquals(client.hash(), server.hash());
        HandshakeState.Ciphers ofClient = client.split();
        HandshakeState.Ciphers ofServer = server.split();
        for (int i = 0; i < 1_000; i++) {
            pass(ofClient.sending(), ofServer.receiving(), i);
            pass(ofServer.sending(), ofClient.receiving(), i);
        }
    }

    private void pass(CipherState sending, CipherState receiving, int length) throws NoiseException {
        byte[] text = new byte[length];
        random.nextBytes(text);
        byte[] message = Arrays.copyOf(text, length + CipherState.TAG_BYTES + 3);
        assertEquals(length + CipherState.TAG_BYTES, sending.encrypt(message, 0, length));
        assertEquals(length, receiving.decrypt(message, 0, length + CipherState.TAG_BYTES));
        assertArrayEquals(text, Arrays.copyOf(message, length));
    }

    @Test
    void everyChangedByteOfEitherMessageIsRefused() throws NoiseException {
        byte[] first = client().write(NOTHING);
        for (int at = 0; at < first.length; at++) {
            byte[] changed = first.clone();
            changed[at] ^= (byte) (1 << random.nextInt(7));
            HandshakeState server = server();
            assertThrows(NoiseException.class, () -> server.read(changed), "byte " + at);
        }
        for (int at = 0; at < HandshakeState.MESSAGE_2_BYTES; at++) {
            HandshakeState client = client();
            HandshakeState server = server();
            server.read(client.write(NOTHING));
            byte[] changed = server.write(NOTHING);
            changed[at] ^= (byte) (1 << random.nextInt(7));
            assertThrows(NoiseException.class, () -> client.read(changed), "byte " + at);
        }
    }

    @Test
    void anotherPrologueOrServerKeyIsRefused() throws NoiseException {
        byte[] first = client().write(NOTHING);
        HandshakeState otherPrologue =
                HandshakeState.responder("evtoolz".getBytes(StandardCharsets.US_ASCII), serverKey, clientKey);
        assertThrows(NoiseException.class, () -> otherPrologue.read(first));
        HandshakeState otherKey = HandshakeState.responder(PROLOGUE, KeyPair.generate(random), clientKey);
        assertThrows(NoiseException.class, () -> otherKey.read(first));
    }

    @Test
    void aReplayedFirstMessageGivesKeysThatTheReplayerDoesNotHave() throws NoiseException {
        HandshakeState client = client();
        byte[] first = client.write(NOTHING);
        HandshakeState server = server();
        server.read(first);
        client.read(server.write(NOTHING));
        byte[] record = "text".getBytes(StandardCharsets.US_ASCII);
        byte[] sent = Arrays.copyOf(record, record.length + CipherState.TAG_BYTES);
        client.split().sending().encrypt(sent, 0, record.length);

        HandshakeState again = server();
        again.read(first);
        again.write(NOTHING);
        CipherState receiving = again.split().receiving();
        assertThrows(NoiseException.class, () -> receiving.decrypt(sent, 0, sent.length));
    }

    @Test
    void pointsOfSmallOrderAreRefused() throws NoiseException {
        byte[] first = client().write(NOTHING);
        for (byte small : new byte[] {0, 1}) {
            byte[] changed = first.clone();
            Arrays.fill(changed, 0, KeyPair.KEY_BYTES, (byte) 0);
            changed[0] = small;
            HandshakeState server = server();
            assertThrows(NoiseException.class, () -> server.read(changed));
        }
    }

    /** Whatever comes: the documented exception, and nothing else. */
    @Test
    void anyBytesEndInTheDocumentedException() throws NoiseException {
        for (long seed = 0; seed < 2_000; seed++) {
            SplittableRandom bytes = new SplittableRandom(seed);
            byte[] message = new byte[bytes.nextInt(200)];
            bytes.nextBytes(message);
            if (bytes.nextInt(4) == 0) {
                // Numbers above the field's prime, all ones, sparse ones.
                Arrays.fill(message, 0, Math.min(message.length, 32), (byte) (bytes.nextBoolean() ? 0xFF : 0));
            }
            boolean asServer = bytes.nextBoolean();
            HandshakeState side = asServer ? server() : client();
            if (!asServer) {
                side.write(NOTHING);
            }
            assertThrows(NoiseException.class, () -> side.read(message), "seed " + seed);
            assertThrows(IllegalStateException.class, side::split, "seed " + seed);
        }
    }

    @Test
    void turnsAreKept() throws NoiseException {
        assertThrows(IllegalStateException.class, () -> server().write(NOTHING));
        assertThrows(IllegalStateException.class, () -> client().read(new byte[48]));
        assertThrows(IllegalStateException.class, () -> client().split());
        assertThrows(IllegalStateException.class, () -> client().hash());
        HandshakeState client = client();
        client.write(NOTHING);
        assertThrows(IllegalStateException.class, () -> client.write(NOTHING));
    }

    @Test
    void recordsOutOfOrderRepeatedOrChangedAreRefused() throws NoiseException {
        HandshakeState client = client();
        HandshakeState server = server();
        server.read(client.write(NOTHING));
        client.read(server.write(NOTHING));
        CipherState sending = client.split().sending();
        byte[] first = new byte[100 + CipherState.TAG_BYTES];
        byte[] second = new byte[100 + CipherState.TAG_BYTES];
        sending.encrypt(first, 0, 100);
        sending.encrypt(second, 0, 100);
        CipherState receiving = server.split().receiving();
        byte[] copy = first.clone();
        receiving.decrypt(copy, 0, copy.length);
        assertArrayEquals(new byte[100], Arrays.copyOf(copy, 100));
        assertThrows(NoiseException.class, () -> receiving.decrypt(first, 0, first.length));
        assertThrows(NoiseException.class, () -> receiving.decrypt(second, 0, CipherState.TAG_BYTES - 1));
    }
}
