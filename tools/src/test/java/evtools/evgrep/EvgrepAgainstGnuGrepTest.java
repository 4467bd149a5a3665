package evtools.evgrep;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import evtools.cli.CapturedStdio;
import evtools.cli.ToolRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same options give the same output as GNU grep on the original lines, wherever words are cut into tokens. */
class EvgrepAgainstGnuGrepTest {
    private static final int RUNS = 250;
    private static final int LINES = 80;
    private static final String[] WORDS = {
        "error",
        "ERROR",
        "Failed",
        "password",
        "for",
        "root",
        "from",
        "10.0.0.1",
        "10.0.0.12",
        "port",
        "22",
        "=",
        "uid=0",
        "user",
        "blk_38865049064139660",
        "/var/log/messages",
        "é",
        "Straße",
        "[",
        "]",
        "a.b",
        "connection",
        "timeout"
    };
    private static final String[] PATTERNS = {
        "error",
        "r",
        "Failed password",
        "10.0.0.1",
        "uid=0",
        "= ",
        "port 22",
        "blk_[0-9]*",
        "^error",
        "root$",
        "[0-9]\\+",
        "\\(a\\|e\\)r",
        "o.*o",
        "timeout",
        "e",
        "",
        "stra.e",
        "0.0",
        "=[0-9]",
        "\\[",
        "nowhere",
        "1 port",
        "d f",
        "22user"
    };
    private static final String[] SELECTING = {"-v", "-i", "-w", "-x", "-F", "-E"};
    private static final String[] SHOWING = {
        "-c", "-l", "-L", "-n", "-H", "-o", "-on", "-q", "-C1", "-A2", "-B1", "-nB2", "-h"
    };

    @TempDir
    Path directory;

    @Test
    void optionsMeanWhatTheyMeanInGrep() throws Exception {
        assumeTrue(grep(List.of("--version"), directory, 1).out.startsWith("grep (GNU grep) 3"), "no GNU grep 3 here");
        long seed = 20_261_122L;
        Random random = new Random(seed);
        for (int run = 0; run < RUNS; run++) {
            int files = 1 + random.nextInt(2);
            for (int file = 1; file <= files; file++) {
                writeLines(random, file);
            }
            List<String> arguments = new ArrayList<>();
            arguments.add("-a");
            for (String option : SELECTING) {
                if (random.nextInt(6) == 0
                        && !(option.equals("-E") && arguments.contains("-F"))
                        && !(option.equals("-x") && arguments.contains("-w"))) {
                    arguments.add(option);
                }
            }
            if (random.nextInt(3) > 0) {
                arguments.add(SHOWING[random.nextInt(SHOWING.length)]);
            }
            if (random.nextInt(5) == 0) {
                arguments.add("-m" + (1 + random.nextInt(3)));
            }
            for (int p = random.nextInt(4) == 0 ? 2 : 1; p > 0; p--) {
                arguments.add("-e");
                arguments.add(PATTERNS[random.nextInt(PATTERNS.length)]);
            }
            boolean quirk = arguments.contains("") && (arguments.contains("-w") || arguments.contains("-v"));
            if (quirk) {
                continue;
            }
            Output expected = grep(arguments, directory, files);
            Output found = evgrep(arguments, files, random.nextInt(3) == 0);
            String what = "seed " + seed + ", run " + run + ": " + arguments;
            assertIterableEquals(
                    List.of(expected.out.split("\n", -1)), List.of(found.out.split("\n", -1)), what + found.err);
            assertEquals(expected.exitCode, found.exitCode, what + found.err);
        }
    }

    private record Output(int exitCode, String out, String err) {}

    private void writeLines(Random random, int file) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        // Files that follow one another in time, so that the order of time is grep's.
        Streams stream = new Streams(random).at(file * 1000);
        for (int i = 0; i < LINES; i++) {
            StringBuilder line = new StringBuilder();
            for (int words = random.nextInt(7); words > 0; words--) {
                line.append(WORDS[random.nextInt(WORDS.length)]);
                if (words > 1 && random.nextInt(4) > 0) {
                    line.append(' ');
                }
            }
            byte[] bytes = line.toString().getBytes(UTF_8);
            text.writeBytes(bytes);
            text.write('\n');
            stream.add(bytes);
            if (random.nextInt(15) == 0) {
                stream.cut();
            }
        }
        Files.write(directory.resolve(file + ".log"), text.toByteArray());
        Files.write(directory.resolve(file + ".ev"), stream.toByteArray());
    }

    private static Output grep(List<String> arguments, Path directory, int files)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("grep"));
        command.addAll(arguments);
        for (int file = 1; file <= files; file++) {
            command.add(file + ".log");
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return new Output(127, "", "no grep");
        }
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assumeTrue(process.waitFor(10, TimeUnit.SECONDS));
        return new Output(process.exitValue(), out, "");
    }

    private Output evgrep(List<String> arguments, int files, boolean matchRaw) {
        List<String> all = new ArrayList<>(List.of("-O", "raw"));
        if (matchRaw) {
            all.add("--raw");
        }
        all.addAll(arguments.subList(1, arguments.size()));
        for (int file = 1; file <= files; file++) {
            all.add(directory.resolve(file + ".ev").toString());
        }
        CapturedStdio io = new CapturedStdio("evgrep");
        int code = ToolRunner.run(new Evgrep(), io.stdio(), all.toArray(new String[0]));
        String out =
                new String(io.out(), ISO_8859_1).replace(directory + "/", "").replace(".ev", ".log");
        return new Output(code, out, io.errText());
    }
}
