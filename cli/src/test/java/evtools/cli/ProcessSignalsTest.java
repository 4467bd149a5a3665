package evtools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Signals to a real process. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class ProcessSignalsTest {
    /** Says what comes in; ends itself after a SIGTERM, but not after a SIGINT. */
    static final class Listener {
        public static void main(String[] args) throws Exception {
            CountDownLatch terminated = new CountDownLatch(args.length == 0 ? 1 : 2);
            Signals signals = Stdio.ofProcess("listener").signals();
            signals.onHangup(() -> System.out.println("hangup"));
            signals.onTerminate(() -> {
                System.out.println("terminate");
                terminated.countDown();
            });
            System.out.println("ready");
            terminated.await();
            System.exit(5);
        }
    }

    private static Process start(String... args) throws Exception {
        // Whoever runs the tests may ignore signals (nohup, a shell's background job), and children inherit that.
        List<String> command = new java.util.ArrayList<>(List.of(
                "env",
                "--default-signal=HUP,INT,TERM",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Listener.class.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        // Reading from it can't be interrupted: only its end ends that.
        CompletableFuture.delayedExecutor(50, TimeUnit.SECONDS).execute(process::destroyForcibly);
        return process;
    }

    private static void send(Process process, String signal) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor());
    }

    @Test
    void callsTheActions() throws Exception {
        Process process = start();
        try (BufferedReader said = process.inputReader()) {
            assertEquals("ready", said.readLine());
            send(process, "HUP");
            assertEquals("hangup", said.readLine());
            send(process, "HUP");
            assertEquals("hangup", said.readLine());
            send(process, "TERM");
            assertEquals("terminate", said.readLine());
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            assertEquals(5, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void diesOfTheSecondInterrupt() throws Exception {
        Process process = start("stay");
        try (BufferedReader said = process.inputReader()) {
            assertEquals("ready", said.readLine());
            send(process, "INT");
            assertEquals("terminate", said.readLine());
            send(process, "INT");
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            assertEquals(128 + 2, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }
}
