package evtools.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A file: what programs see of it, what is on the disk for good, and the writes between.
 *
 * <pre>
 *  write ──► cached ── force ──► durable
 *              │ power lost: each write since is there, torn or gone
 * </pre>
 */
final class SimulatedFile {
    private static final int PAGE_BYTES = 4096;

    /** A write that is not durable yet; without bytes: the size was set. */
    private static final class Change {
        final long position;
        final byte[] bytes;

        Change(long position, byte[] bytes) {
            this.position = position;
            this.bytes = bytes;
        }

        boolean setsSize() {
            return bytes.length == 0;
        }
    }

    private byte[] cached = new byte[0];
    private byte[] durable = new byte[0];
    private final List<Change> pending = new ArrayList<>();
    private long version;
    private long rewrites;
    long modifiedMillis;

    /** Changes whenever anything in it does. */
    long version() {
        return version;
    }

    /** Changes whenever something in it changes that was there before. */
    long rewrites() {
        return rewrites;
    }

    byte[] cached() {
        return cached;
    }

    /** What is there after any crash. */
    byte[] durable() {
        return durable;
    }

    boolean hasPending() {
        return !pending.isEmpty();
    }

    void write(long position, byte[] bytes) {
        if (bytes.length > 0) {
            rewrites += position < cached.length ? 1 : 0;
            cached = applied(cached, new Change(position, bytes));
            pending.add(new Change(position, bytes));
            version++;
        }
    }

    void truncate(long size) {
        if (size < cached.length) {
            cached = Arrays.copyOf(cached, (int) size);
            pending.add(new Change(size, new byte[0]));
            rewrites++;
            version++;
        }
    }

    void force() {
        for (Change change : pending) {
            rewrites += change.position < durable.length ? 1 : 0;
            durable = applied(durable, change);
        }
        pending.clear();
        version++;
    }

    /** The system gives up writing: programs go on seeing what they wrote, but nothing will write it again. */
    void forceFails(SplittableRandom random) {
        for (Change change : pending) {
            if (!change.setsSize() && random.nextBoolean()) {
                byte[] part = Arrays.copyOf(change.bytes, random.nextInt(change.bytes.length + 1));
                durable = part.length == 0 ? durable : applied(durable, new Change(change.position, part));
            }
        }
        pending.clear();
        version++;
        rewrites++;
    }

    void losePower(SplittableRandom random) {
        if (random.nextBoolean()) {
            losePrefixWise(random);
        } else {
            losePageWise(random);
        }
        pending.clear();
        cached = durable;
        version++;
        rewrites++;
    }

    /** The first writes have reached the disk, the next one in part. */
    private void losePrefixWise(SplittableRandom random) {
        int kept = random.nextInt(pending.size() + 1);
        for (int i = 0; i < kept; i++) {
            durable = applied(durable, pending.get(i));
        }
        if (kept < pending.size() && !pending.get(kept).setsSize()) {
            Change torn = pending.get(kept);
            byte[] part = Arrays.copyOf(torn.bytes, random.nextInt(torn.bytes.length));
            durable = part.length == 0 ? durable : applied(durable, new Change(torn.position, part));
        }
    }

    /** The size has reached the disk, and some pages; the others are as before, or zeros. */
    private void losePageWise(SplittableRandom random) {
        byte[] before = durable;
        byte[] after = before;
        for (Change change : pending) {
            after = applied(after, change);
        }
        byte[] mixed = after.clone();
        for (int page = 0; page < mixed.length; page += PAGE_BYTES) {
            if (random.nextBoolean()) {
                for (int i = page; i < Math.min(mixed.length, page + PAGE_BYTES); i++) {
                    mixed[i] = i < before.length ? before[i] : 0;
                }
            }
        }
        durable = mixed;
    }

    /** A byte that was durable changes. */
    void rot(int at) {
        durable = durable.clone();
        durable[at] ^= 0x10;
        if (at < cached.length) {
            cached = cached.clone();
            cached[at] ^= 0x10;
        }
        version++;
        rewrites++;
    }

    private static byte[] applied(byte[] content, Change change) {
        if (change.setsSize()) {
            return change.position < content.length ? Arrays.copyOf(content, (int) change.position) : content;
        }
        int end = (int) change.position + change.bytes.length;
        byte[] result = Arrays.copyOf(content, Math.max(content.length, end));
        System.arraycopy(change.bytes, 0, result, (int) change.position, change.bytes.length);
        return result;
    }
}
