package evtools.evgrep;

import evtools.cli.CapturedStdio;
import evtools.cli.ToolRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** What tests of the whole of evgrep begin with. */
abstract class EvgrepRuns {
    @TempDir
    Path directory;

    CapturedStdio io = new CapturedStdio("evgrep");

    int run(byte[] input, String... arguments) {
        io = new CapturedStdio("evgrep").input(input);
        return ToolRunner.run(new Evgrep(), io.stdio(), arguments);
    }

    String raw(byte[] input, String... arguments) {
        List<String> all = new ArrayList<>(List.of("-O", "raw"));
        all.addAll(List.of(arguments));
        run(input, all.toArray(new String[0]));
        return io.outText();
    }

    String rawCount(byte[] input, String... arguments) {
        List<String> all = new ArrayList<>(List.of("-c"));
        all.addAll(List.of(arguments));
        run(input, all.toArray(new String[0]));
        return io.outText();
    }
}
