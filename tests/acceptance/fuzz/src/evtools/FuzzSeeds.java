package evtools;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.EventView;
import evtools.format.frame.FrameReader;
import evtools.format.segment.BlockEncoder;
import evtools.format.segment.PlainBlock;
import evtools.format.stream.EventReader;
import evtools.transport.MessageType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Makes the inputs that fuzzing starts from: {@code FuzzSeeds VECTORS EVENTS TO}. */
public final class FuzzSeeds {
    private static final int[] EVENTS_PER_BLOCK = {1, 4, 15, 40};
    private static final int MAX_INPUT_BYTES = 16 << 10;

    private final Path target;
    private int number;

    private FuzzSeeds(Path target) {
        this.target = target;
    }

    public static void main(String[] args) throws IOException {
        FuzzSeeds seeds = new FuzzSeeds(Path.of(args[2]));
        for (Path file : files(Path.of(args[0]), ".vec")) {
            seeds.stream(hex(file, "\n---\n"));
        }
        for (Path file : files(Path.of(args[0], "protocol"), ".txt")) {
            seeds.message(Files.readString(file, ISO_8859_1), hex(file, "body:\n"));
        }
        seeds.handshakes(Path.of(args[0], "protocol", "session.vec"));
        for (Path file : files(Path.of(args[1]), ".ev")) {
            seeds.blocks(Files.readAllBytes(file));
        }
        for (Path file : files(Path.of(args[1]), ".evs")) {
            seeds.stream(Files.readAllBytes(file));
            seeds.file(Files.readAllBytes(file));
        }
    }

    private static List<Path> files(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }

    private static byte[] hex(Path file, String after) throws IOException {
        String text = Files.readString(file, ISO_8859_1);
        int from = text.indexOf(after) + after.length();
        return HexFormat.of().parseHex(text.substring(from).replace("\n", ""));
    }

    private void add(String kind, byte[] input) throws IOException {
        if (input.length <= MAX_INPUT_BYTES) {
            Files.createDirectories(target.resolve(kind));
            Files.write(target.resolve(kind).resolve("seed" + number++), input);
        }
    }

    /** The last byte says whether checksums are made right. */
    private static byte[] with(byte[] bytes, int last) {
        return new ByteArrayBuilder(16).put(bytes).put(last).toByteArray();
    }

    /** A vector of the event format: as it is, and each of its columnar frames as a block. */
    private void stream(byte[] bytes) throws IOException {
        add("stream", with(bytes, 1));
        add("stream", with(bytes, 0));
        try (FrameReader frames = new FrameReader(new ByteArrayInputStream(bytes), (offset, length, what) -> {})) {
            while (frames.next()) {
                if (frames.header().codec() == 3) {
                    int from = frames.frameOffset() + 96;
                    byte[] block = java.util.Arrays.copyOfRange(
                            frames.frameBuffer(), from, frames.frameOffset() + frames.frameLength());
                    block(block);
                }
            }
        }
    }

    /** A segment's file, alone and twice. */
    private void file(byte[] bytes) throws IOException {
        add("index", with(bytes, 0));
        add("index", with(bytes, 1));
        add("index", with(new ByteArrayBuilder(16).put(bytes).put(bytes).toByteArray(), 0));
    }

    private void block(byte[] block) throws IOException {
        add("segment", with(block, 1));
        add("segment", with(block, 2));
        try {
            add("segment", with(PlainBlock.of(block), 0));
        } catch (FormatException damaged) {
            add("segment", with(block, 0));
        }
    }

    /** Blocks of a file's first events. */
    private void blocks(byte[] stream) throws IOException {
        for (int events : EVENTS_PER_BLOCK) {
            ByteArrayBuilder rows = new ByteArrayBuilder(16);
            FrameReader frames = new FrameReader(new ByteArrayInputStream(stream), (offset, length, what) -> {
                throw new IllegalStateException(what);
            });
            try (EventReader reader = new EventReader(frames)) {
                EventView event = new EventView();
                for (int i = 0; i < events && reader.next(event); i++) {
                    rows.put(event.length() >>> 8).put(event.length());
                    rows.put(event.buffer(), event.offset(), event.length());
                }
            }
            ByteArrayBuilder block = new ByteArrayBuilder(16);
            try (BlockEncoder encoder = new BlockEncoder(3)) {
                encoder.encode(rows.array(), 0, rows.length(), block);
            }
            block(block.toByteArray());
        }
    }

    /** A message of the vectors: its body, and the whole message. */
    private void message(String text, byte[] body) throws IOException {
        String line = text.lines().filter(l -> l.startsWith("message:")).findFirst().orElse("message: 0 HEARTBEAT");
        String name = line.substring(line.lastIndexOf(' ') + 1).toUpperCase(Locale.ROOT);
        int type = 0;
        try {
            type = MessageType.class.getField(name).getInt(null);
        } catch (ReflectiveOperationException e) {
            throw new IOException("no message is called " + name, e);
        }
        ByteBuffer whole = ByteBuffer.allocate(1 + 8 + body.length);
        whole.put((byte) 3).putInt(body.length).put((byte) type).put((byte) 0).putShort((short) 0).put(body);
        add("protocol", whole.array());
        add("protocol", new ByteArrayBuilder(16).put(4).put(type).put(body).toByteArray());
    }

    /** What both sides of the vector's connection say first, taken for everything that it might be. */
    private void handshakes(Path file) throws IOException {
        String text = Files.readString(file, ISO_8859_1);
        List<String> said = text.substring(text.indexOf("\n---\n") + 5).lines().filter(l -> l.contains("89")).toList();
        for (String line : said) {
            byte[] bytes = HexFormat.of().parseHex(line.substring(line.lastIndexOf(' ') + 1));
            for (int kind = 0; kind < 4; kind++) {
                add("protocol", new ByteArrayBuilder(16).put(kind).put(bytes).toByteArray());
            }
        }
        byte[] hello = HexFormat.of()
                .parseHex("8945565001010000" + "04000004" + "00000000" + "0102030405060708" + "1112131415161718" + "70726f64");
        add("protocol", new ByteArrayBuilder(16).put(0).put(hello).toByteArray());
    }
}
