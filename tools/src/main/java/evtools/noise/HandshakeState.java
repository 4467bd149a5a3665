package evtools.noise;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One side of an IK handshake: revision 34, section 5.3, for this pattern alone.
 *
 * <p>The initiator writes, then reads; the responder reads, then writes; then both {@link #split}. Anything else is an
 * {@link IllegalStateException}. Whatever bytes are read: they are right, or a {@link NoiseException} says that they
 * aren't, and the handshake is over. Not thread-safe.
 */
public final class HandshakeState {
    /** Bytes of the first message without its payload. */
    public static final int MESSAGE_1_BYTES = 2 * KeyPair.KEY_BYTES + 2 * CipherState.TAG_BYTES;

    /** Bytes of the second message without its payload. */
    public static final int MESSAGE_2_BYTES = KeyPair.KEY_BYTES + CipherState.TAG_BYTES;

    private enum Next {
        WRITE_1,
        READ_1,
        WRITE_2,
        READ_2,
        SPLIT,
        NOTHING
    }

    private final SymmetricState symmetric = new SymmetricState();
    private final KeyPair own;
    private final KeyPair ephemeral;
    private final boolean initiator;
    private @Nullable PublicKey remote;
    private @Nullable PublicKey remoteEphemeral;
    private Next next;

    private HandshakeState(byte[] prologue, KeyPair own, KeyPair ephemeral, @Nullable PublicKey server) {
        this.own = own;
        this.ephemeral = ephemeral;
        this.remote = server;
        this.initiator = server != null;
        this.next = initiator ? Next.WRITE_1 : Next.READ_1;
        symmetric.mixHash(prologue);
        symmetric.mixHash((server == null ? own.publicKey() : server).bytes());
    }

    /**
     * The side that begins.
     *
     * @param prologue what both must have in common for the handshake to succeed
     * @param own who this side is
     * @param server whom it expects at the other end
     * @param ephemeral a key made for this handshake and used for nothing else
     */
    public static HandshakeState initiator(byte[] prologue, KeyPair own, PublicKey server, KeyPair ephemeral) {
        return new HandshakeState(prologue, own, ephemeral, server);
    }

    /** The side that answers. */
    public static HandshakeState responder(byte[] prologue, KeyPair own, KeyPair ephemeral) {
        return new HandshakeState(prologue, own, ephemeral, null);
    }

    /** The next message of this side. */
    public byte[] write(byte[] payload) throws NoiseException {
        Next now = next;
        next = Next.NOTHING;
        switch (now) {
            case WRITE_1 -> {
                PublicKey server = known(remote);
                byte[] e = writeEphemeral();
                symmetric.mixKey(ephemeral.share(server));
                byte[] s = symmetric.encryptAndHash(own.publicKey().bytes());
                symmetric.mixKey(own.share(server));
                byte[] message = join(e, s, symmetric.encryptAndHash(payload));
                next = Next.READ_2;
                return message;
            }
            case WRITE_2 -> {
                byte[] e = writeEphemeral();
                symmetric.mixKey(ephemeral.share(known(remoteEphemeral)));
                symmetric.mixKey(ephemeral.share(known(remote)));
                byte[] message = join(e, symmetric.encryptAndHash(payload));
                next = Next.SPLIT;
                return message;
            }
            default -> throw new IllegalStateException("it is not this side's turn to write");
        }
    }

    /**
     * Reads the other side's message.
     *
     * @return its payload
     * @throws NoiseException if it isn't one
     */
    public byte[] read(byte[] message) throws NoiseException {
        Next now = next;
        next = Next.NOTHING;
        switch (now) {
            case READ_1 -> {
                requireLength(message, MESSAGE_1_BYTES);
                PublicKey e = readEphemeral(message);
                symmetric.mixKey(own.share(e));
                int sEnd = 2 * KeyPair.KEY_BYTES + CipherState.TAG_BYTES;
                PublicKey s =
                        new PublicKey(symmetric.decryptAndHash(Arrays.copyOfRange(message, KeyPair.KEY_BYTES, sEnd)));
                remote = s;
                symmetric.mixKey(own.share(s));
                byte[] payload = symmetric.decryptAndHash(Arrays.copyOfRange(message, sEnd, message.length));
                next = Next.WRITE_2;
                return payload;
            }
            case READ_2 -> {
                requireLength(message, MESSAGE_2_BYTES);
                PublicKey e = readEphemeral(message);
                symmetric.mixKey(ephemeral.share(e));
                symmetric.mixKey(own.share(e));
                byte[] payload =
                        symmetric.decryptAndHash(Arrays.copyOfRange(message, KeyPair.KEY_BYTES, message.length));
                next = Next.SPLIT;
                return payload;
            }
            default -> throw new IllegalStateException("it is not this side's turn to read");
        }
    }

    /** Who is at the other end: known to the initiator from the start, to the responder from message 1 on. */
    public PublicKey remote() {
        return known(remote);
    }

    /** The hash of the whole handshake, after it: the same on both sides and nowhere else. */
    public byte[] hash() {
        if (next != Next.SPLIT && next != Next.NOTHING) {
            throw new IllegalStateException("the handshake is not over");
        }
        return symmetric.hash();
    }

    /** The ciphers that the handshake was for. To be called once. */
    public Ciphers split() {
        if (next != Next.SPLIT) {
            throw new IllegalStateException("the handshake is not over");
        }
        next = Next.NOTHING;
        CipherState[] both = symmetric.split();
        return initiator ? new Ciphers(both[0], both[1]) : new Ciphers(both[1], both[0]);
    }

    /**
     * What a handshake ends with.
     *
     * @param sending encrypts what this side sends
     * @param receiving decrypts what it receives
     */
    public record Ciphers(CipherState sending, CipherState receiving) {}

    private byte[] writeEphemeral() {
        byte[] e = ephemeral.publicKey().bytes();
        symmetric.mixHash(e);
        return e;
    }

    private PublicKey readEphemeral(byte[] message) {
        byte[] bytes = Arrays.copyOf(message, KeyPair.KEY_BYTES);
        symmetric.mixHash(bytes);
        PublicKey e = new PublicKey(bytes);
        remoteEphemeral = e;
        return e;
    }

    private static PublicKey known(@Nullable PublicKey key) {
        if (key == null) {
            throw new IllegalStateException("the other side has not said its key yet");
        }
        return key;
    }

    private static void requireLength(byte[] message, int least) throws NoiseException {
        if (message.length < least || message.length > CipherState.MAX_MESSAGE_BYTES) {
            throw new NoiseException("a handshake message of " + message.length + " bytes");
        }
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }
}
