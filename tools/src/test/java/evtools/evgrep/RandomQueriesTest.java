package evtools.evgrep;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import evtools.cli.CapturedStdio;
import evtools.cli.ToolRunner;
import evtools.evtail.Evtail;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventView;
import evtools.format.event.Messages;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameReader;
import evtools.format.frame.FrameWriter;
import evtools.format.stream.EventReader;
import evtools.format.stream.EventStreamWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Patterns and options drawn from real lines give what GNU grep gives on the text: from rows and from blocks, of the
 * original line and of the message. {@code -Devgrep.queries} draws more, {@code -Devgrep.seed} others.
 */
class RandomQueriesTest {
    private static final int QUERIES = Integer.getInteger("evgrep.queries", 1_500);
    private static final long SEED = Long.getLong("evgrep.seed", 20_261_120L);
    private static final int MAX_LINES_OF_FILE = 80;

    @TempDir
    Path directory;

    /** A query, and whether it is of the message. */
    private record Query(List<String> arguments, boolean message, boolean context) {}

    @Test
    void everyQueryGivesWhatGrepGives() throws Exception {
        Random random = new Random(SEED);
        List<String> lines = new ArrayList<>();
        byte[] text = text(lines);
        Files.write(directory.resolve("raw.log"), text);
        byte[] events = events(text);
        List<String> messages = new ArrayList<>();
        Files.write(directory.resolve("message.log"), messages(events, messages));
        Files.write(directory.resolve("rows.ev"), encoded(events, FrameCodec.LZ4, 20_000));
        Files.write(directory.resolve("blocks.ev"), encoded(events, FrameCodec.COLUMNAR, 40_000));
        Files.write(directory.resolve("block.ev"), encoded(events, FrameCodec.COLUMNAR, 1 << 20));
        RandomQuery rawQueries = new RandomQuery(random, lines);
        RandomQuery messageQueries = new RandomQuery(random, messages);
        List<Query> queries = new ArrayList<>();
        for (int i = 0; i < QUERIES; i++) {
            boolean context = random.nextInt(8) == 0;
            boolean message = !context && random.nextBoolean();
            queries.add(new Query((message ? messageQueries : rawQueries).draw(context), message, context));
        }
        List<String> expected = grepAll(queries);
        for (int i = 0; i < queries.size(); i++) {
            Query query = queries.get(i);
            for (String file : List.of("rows", "blocks", "block")) {
                String found = evgrep(query, directory.resolve(file + ".ev"), random.nextInt(4) == 0 ? "-j1" : "-j2");
                assertEquals(expected.get(i), found, "seed " + SEED + ", query " + i + " of " + file + ": " + query);
            }
        }
    }

    /** Lines of all samples that any grep can search: UTF-8, without NUL and CR. */
    private static byte[] text(List<String> lines) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List<Path> files;
        try (Stream<Path> found = Files.list(Path.of("../tests/samples"))) {
            files = new ArrayList<>(
                    found.filter(p -> p.toString().endsWith(".log")).sorted().toList());
        }
        String corpora = System.getenv("EVTOOLS_CORPORA");
        if (corpora != null) {
            try (Stream<Path> found = Files.list(Path.of(corpora))) {
                found.filter(p -> p.toString().endsWith(".log")).sorted().forEach(files::add);
            }
        }
        for (Path file : files) {
            int left = MAX_LINES_OF_FILE;
            for (String line : new String(Files.readAllBytes(file), ISO_8859_1).split("\n", -1)) {
                String clean = utf8(line.replaceAll("[\\x00\\r]", ""));
                if (!clean.isBlank() && --left >= 0) {
                    lines.add(clean);
                    all.writeBytes((clean + "\n").getBytes(UTF_8));
                }
            }
        }
        addIds(lines, all);
        return all.toByteArray();
    }

    /** Lines with so many ids that these have a vocabulary of their own. */
    private static void addIds(List<String> lines, ByteArrayOutputStream all) {
        Random random = new Random(SEED);
        String[] ids = new String[900];
        Arrays.setAll(
                ids, i -> (i % 3 == 0 ? "/data/subdir" + i % 40 + "/blk_" : "/data/blk_") + (random.nextLong() >>> 1));
        for (int i = 0; i < 3_600; i++) {
            String line = "Nov 20 10:" + (10 + i / 90) + ":00 node7 datanode[7]: Served block "
                    + ids[random.nextInt(ids.length)] + (i % 5 == 0 ? " late" : " in time");
            if (i % 45 == 0) {
                lines.add(line);
            }
            all.writeBytes((line + "\n").getBytes(UTF_8));
        }
    }

    private static String utf8(String latin1) {
        try {
            return UTF_8.newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(latin1.getBytes(ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return latin1.replaceAll("[^ -~]", "?");
        }
    }

    private byte[] events(byte[] text) throws IOException {
        CapturedStdio io = new CapturedStdio("evtail").input(text);
        int code = ToolRunner.run(
                new Evtail(), io.stdio(), directory.resolve("raw.log").toString());
        assertEquals(0, code, io.errText());
        return io.out();
    }

    private interface Taker {
        void take(EventView event) throws IOException;
    }

    private static void read(byte[] stream, Taker taker) throws IOException {
        FrameReader frames = new FrameReader(new ByteArrayInputStream(stream), (offset, length, what) -> {
            throw new AssertionError(what);
        });
        try (EventReader reader = new EventReader(frames)) {
            EventView event = new EventView();
            while (reader.next(event)) {
                taker.take(event);
            }
        }
    }

    private static byte[] messages(byte[] events, List<String> messages) throws IOException {
        Messages shown = new Messages();
        ByteArrayBuilder all = new ByteArrayBuilder(1 << 16);
        read(events, event -> {
            int from = all.length();
            shown.appendMessage(event, all);
            messages.add(new String(all.array(), from, all.length() - from, UTF_8));
            all.put('\n');
        });
        return all.toByteArray();
    }

    private static byte[] encoded(byte[] events, int codec, int frameBytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (EventStreamWriter writer = new EventStreamWriter(new FrameWriter(out), codec, 1 << 20)) {
            read(events, event -> {
                if (writer.pendingBytes() > frameBytes) {
                    writer.cut();
                }
                writer.add(event.buffer(), event.offset(), event.length());
            });
            writer.flush();
        }
        return out.toByteArray();
    }

    /** Has one shell run grep for all queries: a process for each would take most of the time. */
    private List<String> grepAll(List<Query> queries) throws Exception {
        StringBuilder script = new StringBuilder("export LC_ALL=C.UTF-8\n");
        for (int i = 0; i < queries.size(); i++) {
            Query query = queries.get(i);
            script.append("grep -a");
            for (String argument : query.arguments()) {
                script.append(" '").append(argument.replace("'", "'\\''")).append('\'');
            }
            String name = query.message() ? "message.log" : "raw.log";
            script.append(' ').append(name).append(" >o").append(i).append(" 2>/dev/null; echo $? >c");
            script.append(i).append('\n');
        }
        Path file = directory.resolve("queries.sh");
        Files.writeString(file, script);
        Process process = new ProcessBuilder("sh", file.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assumeTrue(process.waitFor(120, TimeUnit.SECONDS));
        List<String> results = new ArrayList<>();
        for (int i = 0; i < queries.size(); i++) {
            String code = Files.readString(directory.resolve("c" + i)).strip();
            assumeTrue(!code.equals("127"), "no grep here");
            String out = new String(Files.readAllBytes(directory.resolve("o" + i)), ISO_8859_1);
            results.add(result(queries.get(i), Integer.parseInt(code), out));
        }
        return results;
    }

    private String evgrep(Query query, Path file, String jobs) {
        List<String> arguments = new ArrayList<>(List.of("-O", "raw", jobs));
        if (!query.message()) {
            arguments.add("--raw");
        }
        arguments.addAll(query.arguments());
        arguments.add(file.toString());
        CapturedStdio io = new CapturedStdio("evgrep");
        int code = ToolRunner.run(new Evgrep(), io.stdio(), arguments.toArray(new String[0]));
        String name = query.message() ? "message.log" : "raw.log";
        return result(query, code, new String(io.out(), ISO_8859_1).replace(file.toString(), name));
    }

    /** What is compared: of messages the numbers, as grep shows them and evgrep the original lines. */
    private static String result(Query query, int code, String out) {
        boolean numbersOnly = query.message() && query.arguments().contains("-n");
        String shown = numbersOnly ? out.replaceAll("(?m)^(\\d+):.*$", "$1") : out;
        return code + "\n" + shown;
    }
}
