package evtools.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which frames were deleted for a good reason, so that neither a sender nor a peer brings them back. Kept in every
 * directory of a store; one that can be read is enough. Guarded by the store's lock.
 *
 * <p>Bounded: of more than {@link #MAX_RANGES} ranges the oldest are forgotten and counted. A frame whose tombstone is
 * forgotten may come back; it is never taken for deleted when it was not.
 */
final class Tombstones {
    /** A frame's end. */
    enum Kind {
        /** Deleted here after a verified copy went to an archive. */
        ARCHIVED(0),
        /** Deleted here because of its age. */
        EXPIRED(1),
        /** Another server has said that it was archived. What is still here stays. */
        ARCHIVED_ELSEWHERE(2);

        final int index;

        Kind(int index) {
            this.index = index;
        }
    }

    static final int MAX_RANGES = 200_000;

    private final Disk disk;
    private final List<StoreDirectory> directories;
    private final int maxRanges;
    private final SequenceRanges[] kinds = {new SequenceRanges(), new SequenceRanges(), new SequenceRanges()};
    /** What is on disk, or must stay although it isn't, as {@link TombstoneFile} has it. */
    private ByteBuffer kept = TombstoneFile.encode(kinds);
    /** Of both kinds of archived. */
    private SequenceRanges archived = new SequenceRanges();

    private long digest;
    private boolean digestKnown;
    private long forgotten;
    private boolean changed;
    /** Something of {@link #kept} isn't on disk. */
    private boolean keptUnsaved;

    Tombstones(Disk disk, List<StoreDirectory> directories, int maxRanges) {
        this.disk = disk;
        this.directories = directories;
        this.maxRanges = maxRanges;
    }

    /** Reads what earlier runs have left; a damaged file is reported and its directory's neighbours are believed. */
    static Tombstones read(Disk disk, List<StoreDirectory> directories, StoreListener listener) {
        Tombstones tombstones = new Tombstones(disk, directories, MAX_RANGES);
        for (StoreDirectory directory : directories) {
            try {
                TombstoneFile.read(disk, directory.root, tombstones::restore);
            } catch (IOException e) {
                Path path = directory.root.resolve(TombstoneFile.NAME);
                listener.damaged(path, 0, 0, String.valueOf(e.getMessage()));
            }
        }
        tombstones.changed = false;
        tombstones.kept = TombstoneFile.encode(tombstones.kinds);
        return tombstones;
    }

    private void restore(int kind, long origin, long first, long last) {
        if (kind >= 1 && kind <= kinds.length && Long.compareUnsigned(first, last) <= 0) {
            add(Kind.values()[kind - 1], origin, first, last);
        }
    }

    /** Adds a range; to be made durable with {@link #save}. */
    void add(Kind kind, long origin, long first, long last) {
        if (origin == 0) {
            // A frame that no spool made has no id.
            return;
        }
        changed |= kinds[kind.index].add(origin, first, last);
        if (kind != Kind.EXPIRED && archived.add(origin, first, last)) {
            digestKnown = false;
        }
        bound();
    }

    /** Another server has said that these were archived; true if that was news. */
    boolean hear(long origin, long first, long last) {
        if (!archived.add(origin, first, last)) {
            return false;
        }
        digestKnown = false;
        add(Kind.ARCHIVED_ELSEWHERE, origin, first, last);
        return true;
    }

    private void bound() {
        boolean dropped = false;
        while (count() > maxRanges) {
            SequenceRanges most = kinds[0];
            for (SequenceRanges kind : kinds) {
                most = kind.count() > most.count() ? kind : most;
            }
            most.dropOldest();
            forgotten++;
            dropped = true;
        }
        if (dropped) {
            archived = new SequenceRanges();
            kinds[Kind.ARCHIVED.index].visit(archived::add);
            kinds[Kind.ARCHIVED_ELSEWHERE.index].visit(archived::add);
            digestKnown = false;
        }
    }

    /** Whether this store itself has deleted the frame. */
    boolean deletedHere(long origin, long sequence) {
        return kinds[Kind.ARCHIVED.index].contains(origin, sequence)
                || kinds[Kind.EXPIRED.index].contains(origin, sequence);
    }

    /** What has become of a frame; null if nothing is known. */
    @Nullable
    Kind find(long origin, long sequence) {
        for (Kind kind : Kind.values()) {
            if (kinds[kind.index].contains(origin, sequence)) {
                return kind;
            }
        }
        return null;
    }

    /**
     * Writes what has changed to all directories that work.
     *
     * @throws IOException if no directory has it now
     */
    void save() throws IOException {
        if (!changed) {
            return;
        }
        ByteBuffer bytes = TombstoneFile.encode(kinds);
        IOException failure = null;
        boolean written = false;
        for (StoreDirectory directory : directories) {
            if (!directory.failed) {
                try {
                    TombstoneFile.write(disk, directory.root, bytes);
                    written = true;
                } catch (IOException e) {
                    failure = e;
                }
            }
        }
        if (!written) {
            throw failure != null ? failure : new IOException("no disk works any more");
        }
        // A directory that could not be written to has the earlier ones; it is tried again with the next change.
        changed = false;
        keptUnsaved = false;
        kept = bytes;
    }

    /** As {@link #save}; if that fails, what was added is known no more. */
    void saveOrTakeBack() throws IOException {
        try {
            save();
        } catch (IOException e) {
            takeBack();
            throw e;
        }
    }

    /** What was added is true already, although it could not be saved: {@link #takeBack} leaves it. */
    void keepUnsaved() {
        kept = TombstoneFile.encode(kinds);
        keptUnsaved = true;
    }

    /** Takes back what was added and could not be saved: what isn't on disk is not to be believed after a restart. */
    void takeBack() {
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = new SequenceRanges();
        }
        archived = new SequenceRanges();
        digestKnown = false;
        try {
            TombstoneFile.decode(kept, this::restore);
        } catch (IOException e) {
            throw new IllegalStateException("tombstones that were saved can't be read", e);
        }
        changed = keptUnsaved;
    }

    /** Whether something isn't on disk yet. */
    boolean isUnsaved() {
        return changed;
    }

    /** Ranges of all kinds. */
    int count() {
        int count = 0;
        for (SequenceRanges kind : kinds) {
            count += kind.count();
        }
        return count;
    }

    /** Ranges that were dropped because there were too many. */
    long forgotten() {
        return forgotten;
    }

    /** A digest of what was archived, here or elsewhere; 0 if nothing was. */
    long archivedDigest() {
        if (!digestKnown) {
            long[] sum = new long[1];
            archived.visit((origin, first, last) -> sum[0] += mix(mix(mix(origin) + first) + last));
            digest = sum[0];
            digestKnown = true;
        }
        return digest;
    }

    /** SplitMix64's finalizer. */
    private static long mix(long value) {
        long x = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }

    /**
     * What was archived, here or elsewhere, after an origin and first sequence.
     *
     * @return origin, first and last sequence of each range, one after the other
     */
    long[] archivedAfter(long afterOrigin, long afterFirst, int most) {
        long[] ranges = new long[3 * Math.min(most, archived.count())];
        int[] length = new int[1];
        archived.visitAfter(afterOrigin, afterFirst, (origin, first, last) -> {
            if (length[0] < ranges.length) {
                ranges[length[0]++] = origin;
                ranges[length[0]++] = first;
                ranges[length[0]++] = last;
            }
        });
        return Arrays.copyOf(ranges, length[0]);
    }
}
