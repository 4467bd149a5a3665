package evtools.transport;

import evtools.keys.AuthorizedKeys;
import evtools.keys.Right;
import evtools.noise.KeyPair;
import evtools.noise.PublicKey;
import evtools.transport.SecurityCounters.Refused;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in to a server, and how: tells encrypted from plain connections by their first bytes, does the handshake,
 * and knows what a key's owner may do. Thread-safe.
 */
public final class ServerSecurity {
    /** How long a client may take to say who it is, all in all. */
    public static final int HELLO_MILLIS = 5_000;

    private final @Nullable KeyPair key;
    private final @Nullable AuthorizedKeys authorized;
    private final boolean plaintext;
    private final int helloMillis;
    private final SecurityCounters counters;
    private final NoiseHello noise;
    /** Handshakes are work that anybody may ask for: half of the processors stay free of it. */
    private final Semaphore atWork =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

    private ServerSecurity(
            @Nullable KeyPair key,
            @Nullable AuthorizedKeys authorized,
            boolean plaintext,
            int helloMillis,
            LongSupplier nanoClock,
            SecureLink.Renewal renewal,
            SecurityCounters counters) {
        this.helloMillis = helloMillis;
        this.key = key;
        this.authorized = authorized;
        this.plaintext = plaintext;
        this.counters = counters;
        this.noise = new NoiseHello(nanoClock, new SecureRandom(), renewal, counters);
    }

    /** Everybody may come in and nothing is encrypted. */
    public static ServerSecurity none(LongSupplier nanoClock, SecurityCounters counters) {
        return new ServerSecurity(null, null, true, HELLO_MILLIS, nanoClock, SecureLink.Renewal.DEFAULT, counters);
    }

    /**
     * Those with an authorized key may come in.
     *
     * @param plaintext whether unencrypted connections may come in as well, from anywhere and with all rights
     */
    public static ServerSecurity withKey(
            KeyPair key,
            AuthorizedKeys authorized,
            boolean plaintext,
            LongSupplier nanoClock,
            SecurityCounters counters) {
        return new ServerSecurity(
                key, authorized, plaintext, HELLO_MILLIS, nanoClock, SecureLink.Renewal.DEFAULT, counters);
    }

    /** The same, with other times. */
    static ServerSecurity forTests(
            KeyPair key,
            AuthorizedKeys authorized,
            int helloMillis,
            LongSupplier nanoClock,
            SecureLink.Renewal renewal,
            SecurityCounters counters) {
        return new ServerSecurity(key, authorized, false, helloMillis, nanoClock, renewal, counters);
    }

    /** Somebody who has connected. */
    public static final class Visitor {
        private final ByteLink link;
        private final @Nullable ByteBuffer first;
        private final @Nullable SecureLink secure;

        private Visitor(ByteLink link, @Nullable ByteBuffer first, @Nullable SecureLink secure) {
            this.link = link;
            this.first = first;
            this.secure = secure;
        }

        /** To talk to it from now on. */
        public ByteLink link() {
            return link;
        }

        /** The key it has proved to have; null if the connection is not encrypted. */
        public @Nullable PublicKey key() {
            return secure == null ? null : secure.remoteKey();
        }
    }

    /** What has become of connections. */
    public SecurityCounters counters() {
        return counters;
    }

    /**
     * Looks how a new connection begins, and does the handshake if it is to be encrypted. From now to {@link #hello} a
     * deadline is running.
     *
     * @throws InsecureException if the handshake fails; it is counted, and nothing more is to be said to the client
     */
    public Visitor admit(ByteLink link) throws IOException {
        link.deadline(helloMillis);
        try {
            ByteBuffer first = ByteBuffer.allocate(NoiseHello.FIRST_BYTES);
            link.readFully(first);
            first.flip();
            if (first.getInt(0) != NoiseHello.MAGIC) {
                return new Visitor(link, first, null);
            }
            if (key == null) {
                noise.decline(link, NoiseHello.NO_KEY);
                counters.refuse(Refused.WRONG_KEY);
                throw new InsecureException(
                        Refused.WRONG_KEY, "an encrypted connection, but this server has no key (--key)");
            }
            SecureLink secure = handshake(link, first, key);
            return new Visitor(secure, null, secure);
        } catch (ReadDeadlineException e) {
            counters.refuse(Refused.SLOW);
            throw e;
        }
    }

    private SecureLink handshake(ByteLink link, ByteBuffer first, KeyPair own) throws IOException {
        boolean works = false;
        try {
            works = atWork.tryAcquire(helloMillis, TimeUnit.MILLISECONDS);
            if (!works) {
                noise.decline(link, NoiseHello.BUSY);
                counters.refuse(Refused.FLOOD);
                throw new InsecureException(Refused.FLOOD, "too many handshakes at once");
            }
            return noise.accept(link, first, own);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            if (works) {
                atWork.release();
            }
        }
    }

    /**
     * Reads what a visitor says of itself.
     *
     * @throws RefusedException if that is no hello, or not one to be said unencrypted here; to be told to the visitor
     */
    public Hello hello(Visitor visitor) throws IOException {
        if (visitor.secure == null && !plaintext) {
            counters.refuse(Refused.PLAINTEXT);
            throw new RefusedException(Refusal.ENCRYPTION, "this server takes encrypted connections only");
        }
        try {
            Hello hello = Hello.readFrom(visitor.link, visitor.first);
            visitor.link.deadline(0);
            return hello;
        } catch (ReadDeadlineException e) {
            counters.refuse(Refused.SLOW);
            throw e;
        } catch (EOFException e) {
            if (visitor.secure != null) {
                counters.refuse(Refused.CUT);
            }
            throw e;
        }
    }

    /** Why a visitor may not be what its hello says; null if it may. Asked again whenever its keys are renewed. */
    public @Nullable RefusedException refusal(Visitor visitor, Hello hello) {
        SecureLink secure = visitor.secure;
        if (secure == null) {
            return null;
        }
        Right right = right(hello.role());
        RefusedException refusal = refusal(secure.remoteKey(), hello.role(), right);
        if (refusal == null) {
            secure.onRenewal(remote -> {
                RefusedException now = refusal(remote, hello.role(), right);
                if (now != null) {
                    throw new InsecureException(
                            now.status() == Refusal.KEY ? Refused.UNKNOWN_KEY : Refused.NO_RIGHT,
                            String.valueOf(now.getMessage()));
                }
            });
        }
        return refusal;
    }

    private @Nullable RefusedException refusal(PublicKey remote, Role role, @Nullable Right right) {
        if (key != null && role == Role.PEER && remote.equals(key.publicKey())) {
            return new RefusedException(Refusal.SELF, "this is the same server");
        }
        Set<Right> rights = authorized == null ? Set.of() : authorized.rights(remote);
        if (rights.isEmpty()) {
            counters.refuse(Refused.UNKNOWN_KEY);
            return new RefusedException(Refusal.KEY, "key " + remote + " is not authorized");
        }
        if (right == null || !rights.contains(right)) {
            counters.refuse(Refused.NO_RIGHT);
            return new RefusedException(
                    Refusal.RIGHT,
                    "key " + remote + " is not authorized to " + (right == null ? "do that" : right.word()));
        }
        return null;
    }

    private static @Nullable Right right(Role role) {
        return switch (role) {
            case SENDER -> Right.SEND;
            case PEER -> Right.PEER;
            case READER -> Right.READ;
            case EXPORTER -> Right.EXPORT;
            case SERVER -> null;
        };
    }

    /** Reads the file of authorized keys now. */
    public void reload() {
        if (authorized != null) {
            authorized.reload();
        }
    }
}
