package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventView;
import evtools.format.event.Messages;
import evtools.format.event.TailTable;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventReader;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Measures blocks made of event files: {@code BlockMeasure LEVEL TEXT_MB ROUNDS FILE…}. */
final class BlockMeasure {
    private long text;
    private long raw;
    private long stored;
    private long encodeNanos;
    private long decodeNanos;
    private long sharedNanos;
    private final ByteArrayBuilder shared = new ByteArrayBuilder(1 << 20);
    private final TailTable tails = new TailTable();

    private BlockMeasure() {}

    public static void main(String[] args) throws Exception {
        int level = Integer.parseInt(args[0]);
        long blockText = (long) (Double.parseDouble(args[1]) * (1 << 20));
        int rounds = Integer.parseInt(args[2]);
        BlockMeasure total = new BlockMeasure();
        for (int i = 3; i < args.length; i++) {
            BlockMeasure one = new BlockMeasure();
            for (int round = 0; round < rounds; round++) {
                one = new BlockMeasure();
                one.file(Path.of(args[i]), level, blockText);
            }
            one.print(Path.of(args[i]).getFileName().toString());
            total.text += one.text;
            total.raw += one.raw;
            total.stored += one.stored;
            total.encodeNanos += one.encodeNanos;
            total.decodeNanos += one.decodeNanos;
            total.sharedNanos += one.sharedNanos;
        }
        total.print("total");
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private void print(String name) {
        System.out.printf(
                "%-18s text %10d rows %10d block %9d  %6.2fx  encode %6.1f MB/s  decode %6.1f MB/s"
                        + "  with shared tails %6.1f MB/s%n",
                name,
                text,
                raw,
                stored,
                (double) text / stored,
                text * 1e3 / encodeNanos,
                text * 1e3 / decodeNanos,
                text * 1e3 / sharedNanos);
    }

    private void file(Path file, int level, long blockText) throws Exception {
        Messages messages = new Messages();
        ByteArrayBuilder rows = new ByteArrayBuilder(1 << 20);
        ByteArrayBuilder line = new ByteArrayBuilder(1 << 16);
        try (InputStream in = Files.newInputStream(file);
                EventReader reader = new EventReader(new FrameReader(in, (o, l, w) -> {
                    throw new IllegalStateException(w);
                }));
                BlockEncoder encoder = new BlockEncoder(level);
                SegmentBlock block = new SegmentBlock()) {
            EventView event = new EventView();
            long inBlock = 0;
            while (reader.next(event)) {
                line.clear();
                messages.appendRawLine(event, line);
                text += line.length();
                inBlock += line.length();
                rows.putShort(event.length()).put(event.buffer(), event.offset(), event.length());
                if (inBlock >= blockText) {
                    block(encoder, block, rows);
                    inBlock = 0;
                }
            }
            block(encoder, block, rows);
        }
    }

    private void block(BlockEncoder encoder, SegmentBlock block, ByteArrayBuilder rows) throws Exception {
        ByteArrayBuilder out = new ByteArrayBuilder(1 << 20);
        long start = cpuNanos();
        int length = encoder.encode(rows.array(), 0, rows.length(), out);
        encodeNanos += cpuNanos() - start;
        byte[] expanded = new byte[rows.length()];
        start = cpuNanos();
        block.open(out.array(), 0, length);
        block.expand(expanded, rows.length());
        decodeNanos += cpuNanos() - start;
        shared.clear();
        start = cpuNanos();
        block.open(out.array(), 0, length);
        block.appendRows(shared, tails, rows.length());
        sharedNanos += cpuNanos() - start;
        byte[] again = new byte[rows.length()];
        tails.expand(shared.array(), 0, shared.length(), again, again.length);
        if (!Arrays.equals(expanded, again)) {
            throw new IllegalStateException("rows that share tails are others");
        }
        if (!Arrays.equals(expanded, 0, rows.length(), rows.array(), 0, rows.length())) {
            throw new IllegalStateException("not the same");
        }
        raw += rows.length();
        stored += length;
        rows.clear();
        if (System.getenv("SECTIONS") != null) {
            for (int i = 0; i < 5; i++) {
                System.out.print(" " + evtools.format.BigEndian.getInt(out.array(), 32 + i * 12) + "/"
                        + evtools.format.BigEndian.getInt(out.array(), 36 + i * 12));
            }
            System.out.println(" templates " + block.templates() + " sources " + block.sources());
        }
    }
}
