package evtools.transport;

import evtools.noise.CipherState;
import evtools.noise.HandshakeState;
import evtools.noise.KeyPair;
import evtools.noise.NoiseException;
import evtools.noise.PublicKey;
import evtools.store.FileTarget;
import evtools.transport.SecurityCounters.Refused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An encrypted link: {@code docs/PROTOCOL.md} section 1. Carries records in both directions and renews its keys by a
 * handshake of its own, every gigabyte or two minutes, while data go on flowing:
 *
 * <pre>
 *  client                                     server
 *    RENEW, message 1 ───────────────────────►         data goes on in both directions, under the old keys
 *    ◄─────────────────────── RENEWED, message 2       the server's later records: new key
 *    SWITCH ─────────────────────────────────►         the client's later records: new key
 * </pre>
 *
 * <p>Renewing needs both sides' secret keys again, so a key that is no longer authorized ends here. What a reading
 * thread has to send, the writing thread puts before its next record: a reader never waits to write.
 *
 * <p>One thread reads, any may write.
 */
public final class SecureLink implements ByteLink {
    /** When keys are renewed, and when the other side should have done it. */
    record Renewal(long bytes, long nanos, long latestBytes, long latestNanos) {
        static final Renewal DEFAULT = new Renewal(1L << 30, 120_000_000_000L, 4L << 30, 600_000_000_000L);
    }

    /** What this side has to say before its next record, and the key from then on. */
    private static final class Control {
        final int kind;
        final byte[] data;
        final CipherState next;

        Control(int kind, byte[] data, CipherState next) {
            this.kind = kind;
            this.data = data;
            this.next = next;
        }
    }

    /** Asked whenever the other side has proved again who it is. */
    @FunctionalInterface
    public interface Check {
        /** @throws InsecureException if it is not welcome any more */
        void check(PublicKey remote) throws InsecureException;
    }

    private static final byte[] NOTHING = {};
    private static final byte[] RENEWAL = "evtools renewal".getBytes(StandardCharsets.US_ASCII);

    private final ByteLink link;
    private final KeyPair own;
    private final PublicKey remoteKey;
    private final boolean client;
    private final LongSupplier nanoClock;
    private final RandomGenerator random;
    private final SecurityCounters counters;
    private final Renewal renewal;
    private final Channel channel = new Channel();

    private final ReentrantLock writing = new ReentrantLock();
    private final RecordWriter writer;
    private boolean ended;
    private boolean renewalUnderway;
    private long sentBytes;
    private long sendingSince;

    private final RecordReader reader;
    private boolean atEnd;
    private long receivingSince;
    private final AtomicLong receivedBytes = new AtomicLong();
    private @Nullable CipherState nextReceiving;

    private volatile byte[] handshakeHash;
    private volatile Check check = remote -> {};
    private final AtomicReference<@Nullable HandshakeState> renewing = new AtomicReference<>();
    private final AtomicReference<@Nullable Control> pending = new AtomicReference<>();

    /**
     * @param handshake over, and not split yet
     * @param client whether this side began it
     * @param random secure, for the keys of renewals
     */
    SecureLink(
            ByteLink link,
            HandshakeState handshake,
            KeyPair own,
            boolean client,
            LongSupplier nanoClock,
            RandomGenerator random,
            Renewal renewal,
            SecurityCounters counters) {
        this.link = link;
        this.own = own;
        this.remoteKey = handshake.remote();
        this.client = client;
        this.nanoClock = nanoClock;
        this.random = random;
        this.renewal = renewal;
        this.counters = counters;
        this.handshakeHash = handshake.hash();
        HandshakeState.Ciphers ciphers = handshake.split();
        this.writer = new RecordWriter(link, ciphers.sending());
        this.reader = new RecordReader(link, ciphers.receiving());
        this.sendingSince = nanoClock.getAsLong();
        this.receivingSince = sendingSince;
    }

    /** Who is at the other end: it has proved it. */
    public PublicKey remoteKey() {
        return remoteKey;
    }

    /** Whom to ask at each renewal. */
    public void onRenewal(Check check) {
        this.check = check;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        while (reader.remaining() == 0) {
            if (atEnd) {
                return -1;
            }
            readRecord();
        }
        return reader.copyTo(target);
    }

    private void readRecord() throws IOException {
        try {
            int kind = nextRecord();
            switch (kind) {
                case -1 -> throw insecure(Refused.CUT, "connection cut: it ended without an end mark");
                case RecordWriter.DATA -> received();
                case RecordWriter.END -> {
                    reader.take();
                    atEnd = true;
                }
                case RecordWriter.RENEW -> answerRenewal(reader.take());
                case RecordWriter.RENEWED -> finishRenewal(reader.take());
                case RecordWriter.SWITCH -> switchReceiving();
                default -> throw insecure(Refused.MALFORMED, "a record of unknown kind " + kind);
            }
        } catch (NoiseException e) {
            throw insecure(Refused.TAMPERED, "what came was " + e.getMessage());
        }
    }

    private int nextRecord() throws IOException, NoiseException {
        try {
            return reader.next();
        } catch (InsecureException e) {
            counters.refuse(e.reason());
            throw e;
        }
    }

    private void received() throws InsecureException {
        int count = reader.remaining();
        if (count == 0) {
            throw insecure(Refused.MALFORMED, "a record without data");
        }
        long total = receivedBytes.get() + count;
        receivedBytes.lazySet(total);
        if (total > renewal.latestBytes() || nanoClock.getAsLong() - receivingSince > renewal.latestNanos()) {
            throw insecure(Refused.STALE_KEYS, "the other side does not renew its keys");
        }
    }

    private InsecureException insecure(Refused reason, String what) {
        counters.refuse(reason);
        return new InsecureException(reason, what);
    }

    private byte[] renewalPrologue() {
        byte[] hash = handshakeHash;
        return ByteBuffer.allocate(RENEWAL.length + hash.length)
                .put(RENEWAL)
                .put(hash)
                .array();
    }

    /** Server: the client wants new keys. */
    private void answerRenewal(byte[] message) throws NoiseException, InsecureException {
        if (client || nextReceiving != null) {
            throw insecure(Refused.MALFORMED, "a renewal of keys out of turn");
        }
        HandshakeState handshake = HandshakeState.responder(renewalPrologue(), own, KeyPair.generate(random));
        handshake.read(message);
        if (!handshake.remote().equals(remoteKey)) {
            throw insecure(Refused.MALFORMED, "a renewal of keys by somebody else");
        }
        check.check(remoteKey);
        byte[] answer = handshake.write(NOTHING);
        handshakeHash = handshake.hash();
        HandshakeState.Ciphers ciphers = handshake.split();
        nextReceiving = ciphers.receiving();
        pending.set(new Control(RecordWriter.RENEWED, answer, ciphers.sending()));
    }

    /** Client: the server has answered; what it sends from now on is under the new key. */
    private void finishRenewal(byte[] message) throws NoiseException, InsecureException {
        HandshakeState handshake = renewing.getAndSet(null);
        if (handshake == null) {
            throw insecure(Refused.MALFORMED, "a renewal of keys that nobody asked for");
        }
        handshake.read(message);
        handshakeHash = handshake.hash();
        HandshakeState.Ciphers ciphers = handshake.split();
        useToReceive(ciphers.receiving());
        pending.set(new Control(RecordWriter.SWITCH, NOTHING, ciphers.sending()));
    }

    /** Server: what the client sends from now on is under the new key. */
    private void switchReceiving() throws InsecureException {
        reader.take();
        CipherState next = nextReceiving;
        if (next == null) {
            throw insecure(Refused.MALFORMED, "a change of keys out of turn");
        }
        nextReceiving = null;
        useToReceive(next);
        counters.renewal();
    }

    private void useToReceive(CipherState next) {
        reader.use(next);
        receivedBytes.lazySet(0);
        receivingSince = nanoClock.getAsLong();
    }

    @Override
    public void deadline(long millis) throws IOException {
        link.deadline(millis);
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        writing.lock();
        try {
            while (source.hasRemaining()) {
                if (writer.put(source)) {
                    seal();
                }
            }
        } finally {
            writing.unlock();
        }
    }

    private void write(FileChannel file, long position, long length) throws IOException {
        writing.lock();
        try {
            long done = 0;
            while (done < length) {
                done += writer.put(file, position + done, length - done);
                if (writer.full()) {
                    seal();
                }
            }
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void flush() throws IOException {
        writing.lock();
        try {
            seal();
            writer.send();
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void end() throws IOException {
        writing.lock();
        try {
            if (!ended) {
                ended = true;
                writer.add(RecordWriter.END, NOTHING);
                writer.send();
            }
        } finally {
            writing.unlock();
        }
    }

    private void seal() throws IOException {
        sentBytes += writer.seal();
        Control control = pending.getAndSet(null);
        if (control != null) {
            writer.add(control.kind, control.data);
            writer.use(control.next);
            sentBytes = 0;
            sendingSince = nanoClock.getAsLong();
            if (client) {
                renewalUnderway = false;
                counters.renewal();
            }
        } else if (client && !renewalUnderway && renewalDue()) {
            HandshakeState handshake =
                    HandshakeState.initiator(renewalPrologue(), own, remoteKey, KeyPair.generate(random));
            byte[] message;
            try {
                message = handshake.write(NOTHING);
            } catch (NoiseException e) {
                throw new IOException(e.getMessage(), e);
            }
            renewalUnderway = true;
            renewing.set(handshake);
            writer.add(RecordWriter.RENEW, message);
        }
    }

    private boolean renewalDue() {
        return sentBytes + receivedBytes.get() >= renewal.bytes()
                || nanoClock.getAsLong() - sendingSince >= renewal.nanos();
    }

    @Override
    public WritableByteChannel channel() {
        return channel;
    }

    @Override
    public String remote() {
        return link.remote();
    }

    @Override
    public void close() {
        link.close();
    }

    /** What is transferred from a file passes through memory here, to be encrypted. */
    private final class Channel implements FileTarget {
        @Override
        public void transferFrom(FileChannel file, long position, long length) throws IOException {
            SecureLink.this.write(file, position, length);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int count = source.remaining();
            SecureLink.this.write(source);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            SecureLink.this.close();
        }
    }
}
