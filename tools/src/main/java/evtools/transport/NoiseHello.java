package evtools.transport;

import evtools.noise.HandshakeState;
import evtools.noise.KeyPair;
import evtools.noise.NoiseException;
import evtools.noise.PublicKey;
import evtools.transport.SecurityCounters.Refused;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The handshake on the wire, before the hellos.
 *
 * <pre>
 *  client  0  4  magic  89 45 56 4E (0x89 'E' 'V' 'N')    4  1  version 1    5  1  0
 *          6  2  length of the message: 96                8  8  environment tag, as in the hello
 *         16 96  message 1 of Noise_IK_25519_ChaChaPoly_SHA256; prologue: the 16 bytes before it
 *
 *  server  0  4  magic                                    4  1  version 1    5  1  status
 *          6  2  length of the message: 48, or 0 unless the status is 0
 *          8 48  message 2
 * </pre>
 */
final class NoiseHello {
    static final int MAGIC = 0x8945564E;
    static final int VERSION = 1;

    /** Bytes that every hello has first, encrypted or not: magic, version, and three more. */
    static final int FIRST_BYTES = 8;

    /** The message follows. */
    static final int OK = 0;
    /** The first message was not made for the server's key. */
    static final int WRONG_KEY = 1;
    /** The server has no key. */
    static final int NO_KEY = 2;
    /** The server has too many handshakes to do at once. */
    static final int BUSY = 3;

    private static final int CLIENT_BYTES = 16;
    private static final byte[] NOTHING = {};

    private final LongSupplier nanoClock;
    private final RandomGenerator random;
    private final SecureLink.Renewal renewal;
    private final SecurityCounters counters;

    /** @param random secure */
    NoiseHello(LongSupplier nanoClock, RandomGenerator random, SecureLink.Renewal renewal, SecurityCounters counters) {
        this.nanoClock = nanoClock;
        this.random = random;
        this.renewal = renewal;
        this.counters = counters;
    }

    /**
     * A client's side.
     *
     * @throws InsecureException if the server doesn't prove that it has the key
     */
    SecureLink connect(ByteLink link, KeyPair own, PublicKey server, long environmentTag) throws IOException {
        byte[] prologue = ByteBuffer.allocate(CLIENT_BYTES)
                .putInt(MAGIC)
                .put((byte) VERSION)
                .put((byte) 0)
                .putShort((short) HandshakeState.MESSAGE_1_BYTES)
                .putLong(environmentTag)
                .array();
        try {
            HandshakeState handshake = HandshakeState.initiator(prologue, own, server, KeyPair.generate(random));
            byte[] message = handshake.write(NOTHING);
            link.write(ByteBuffer.allocate(CLIENT_BYTES + message.length)
                    .put(prologue)
                    .put(message)
                    .flip());
            link.flush();
            handshake.read(readAnswer(link));
            counters.handshake();
            return new SecureLink(link, handshake, own, true, nanoClock, random, renewal, counters);
        } catch (NoiseException e) {
            throw insecure(Refused.TAMPERED, "the server does not prove that it has the key it should have");
        } catch (EOFException e) {
            throw insecure(Refused.CUT, "the server closed the connection in the handshake");
        }
    }

    private byte[] readAnswer(ByteLink link) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(FIRST_BYTES);
        link.readFully(head);
        if (head.getInt(0) == Hello.MAGIC) {
            throw insecure(Refused.DOWNGRADE, "answers in plain text, though its key is given: not accepted");
        }
        if (head.getInt(0) != MAGIC || head.get(4) != VERSION) {
            throw insecure(Refused.MALFORMED, "not an evtools server, or one of another version");
        }
        int length = head.getShort(6) & 0xFFFF;
        switch (head.get(5)) {
            case OK -> {}
            case WRONG_KEY -> throw insecure(Refused.WRONG_KEY, "the server says that it has another key");
            case NO_KEY -> throw insecure(Refused.DOWNGRADE, "the server says that it has no key and does not encrypt");
            case BUSY -> throw insecure(Refused.FLOOD, "the server has too many handshakes to do");
            default -> throw insecure(Refused.MALFORMED, "the server refuses, and does not say why");
        }
        if (length != HandshakeState.MESSAGE_2_BYTES) {
            throw insecure(Refused.MALFORMED, "a handshake message of " + length + " bytes");
        }
        ByteBuffer message = ByteBuffer.allocate(length);
        link.readFully(message);
        return message.array();
    }

    /**
     * A server's side.
     *
     * @param first the first bytes, read already
     * @throws InsecureException if the handshake fails; the client has been told then
     */
    SecureLink accept(ByteLink link, ByteBuffer first, KeyPair own) throws IOException {
        int length = first.getShort(6) & 0xFFFF;
        if (first.get(4) != VERSION || first.get(5) != 0 || length != HandshakeState.MESSAGE_1_BYTES) {
            throw insecure(Refused.MALFORMED, "a handshake of another version, or none");
        }
        ByteBuffer prologue = ByteBuffer.allocate(CLIENT_BYTES).put(first.duplicate());
        link.readFully(prologue);
        ByteBuffer message = ByteBuffer.allocate(length);
        link.readFully(message);
        try {
            HandshakeState handshake = HandshakeState.responder(prologue.array(), own, KeyPair.generate(random));
            handshake.read(message.array());
            byte[] answer = handshake.write(NOTHING);
            answer(link, OK, answer);
            counters.handshake();
            return new SecureLink(link, handshake, own, false, nanoClock, random, renewal, counters);
        } catch (NoiseException e) {
            answer(link, WRONG_KEY, NOTHING);
            throw insecure(Refused.WRONG_KEY, "a handshake that is not for this server's key");
        }
    }

    /** Tells a client why it gets no handshake. */
    void decline(ByteLink link, int status) throws IOException {
        answer(link, status, NOTHING);
    }

    private static void answer(ByteLink link, int status, byte[] message) throws IOException {
        link.write(ByteBuffer.allocate(FIRST_BYTES + message.length)
                .putInt(MAGIC)
                .put((byte) VERSION)
                .put((byte) status)
                .putShort((short) message.length)
                .put(message)
                .flip());
        link.flush();
    }

    private InsecureException insecure(Refused reason, String what) {
        counters.refuse(reason);
        return new InsecureException(reason, what);
    }
}
