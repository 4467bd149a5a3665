package evtools.evgrep.pattern;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The grep of this machine, to compare with. */
final class GnuGrep {
    private GnuGrep() {}

    static boolean isHere() {
        try {
            return new String(run(List.of("--version")), StandardCharsets.UTF_8).startsWith("grep (GNU grep) 3");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** What grep prints for these arguments, in a UTF-8 locale. */
    static byte[] run(List<String> arguments, Path... files) {
        List<String> command = new ArrayList<>(List.of("grep"));
        command.addAll(arguments);
        for (Path file : files) {
            command.add(file.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C.UTF-8");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            byte[] out = process.getInputStream().readAllBytes();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("grep doesn't end: " + command);
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
