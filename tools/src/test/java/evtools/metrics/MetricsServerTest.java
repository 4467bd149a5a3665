package evtools.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final HttpClient client = HttpClient.newHttpClient();
    private final DurationHistogram latency = new DurationHistogram();
    private volatile String failing = "";
    private MetricsServer server;

    @BeforeEach
    void start() throws IOException {
        latency.add(3_000_000L);
        server = MetricsServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(
                        new ProcessMetrics("evtest", "1.0", 1_700_000_000_000_000_000L),
                        page -> page.histogram("evtools_wait_seconds", "Waiting.", latency.snapshot()),
                        page -> page.counter("evtools_odd_total", "A \"help\" with \\ and\nline end.")
                                .value(1L, "path", "/a \"b\" \\ c\nd")),
                report -> {
                    if (failing.equals("throw")) {
                        throw new IllegalStateException("broken");
                    }
                    if (!failing.isEmpty()) {
                        report.failing(failing);
                    }
                });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> ask(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                .timeout(Duration.ofMillis(TIMEOUT_MILLIS))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    @Test
    void answersMetrics() throws Exception {
        HttpResponse<String> response = ask("GET", "/metrics?x=1");
        assertEquals(200, response.statusCode());
        assertEquals(
                "text/plain; version=0.0.4; charset=utf-8",
                response.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(response.body().contains("\nevtools_healthy 1\n"), response.body());
        assertTrue(response.body().contains("process_cpu_seconds_total "), response.body());
    }

    @Test
    void answersHealth() throws Exception {
        assertEquals(200, ask("GET", "/health").statusCode());
        assertEquals("ok\n", ask("GET", "/health").body());
        failing = "disk gone";
        assertEquals(503, ask("GET", "/health").statusCode());
        assertEquals("failing: disk gone\n", ask("GET", "/health").body());
        assertTrue(ask("GET", "/metrics").body().contains("\nevtools_healthy 0\n"));
    }

    @Test
    void answersHeadWithTheLengthOnly() throws Exception {
        HttpResponse<String> response = ask("HEAD", "/health");
        assertEquals(200, response.statusCode());
        assertEquals("", response.body());
        assertEquals("3", response.headers().firstValue("Content-Length").orElseThrow());
    }

    @Test
    void saysWhenItCantAnswer() throws Exception {
        failing = "throw";
        HttpResponse<String> response = ask("GET", "/metrics");
        assertEquals(500, response.statusCode());
        assertEquals("failing: java.lang.IllegalStateException: broken\n", response.body());
        failing = "";
        assertEquals(200, ask("GET", "/metrics").statusCode());
    }

    @Test
    void refusesOtherPathsAndMethods() throws Exception {
        for (String path : new String[] {"/", "/metricsx", "/metrics/", "/health/..", "//metrics"}) {
            assertEquals(404, ask("GET", path).statusCode(), path);
        }
        for (String method : new String[] {"POST", "PUT", "DELETE", "OPTIONS", "TRACE"}) {
            HttpResponse<String> response = ask(method, "/metrics");
            assertEquals(405, response.statusCode(), method);
            assertEquals("GET, HEAD", response.headers().firstValue("Allow").orElseThrow());
        }
    }

    /** Slow ones must neither hold others up nor stay for ever. */
    @Test
    void hangsUpOnThoseWhoSayNothingOrTooLittle() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                Socket socket = connect();
                slow.add(socket);
                if (i % 2 == 0) {
                    socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost:".getBytes(StandardCharsets.UTF_8));
                }
            }
            assertEquals(200, ask("GET", "/health").statusCode());
            for (Socket socket : slow) {
                assertEquals(-1, socket.getInputStream().read(), "still connected");
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void refusesMoreConnectionsThanItsBound() throws Exception {
        List<Socket> many = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                many.add(connect());
            }
            // Whoever is over the bound is hung up on, and when the silent ones' time is over there is room again.
            for (Socket socket : many) {
                assertEquals(-1, socket.getInputStream().read(), "still connected");
            }
            assertEquals(200, ask("GET", "/health").statusCode());
        } finally {
            for (Socket socket : many) {
                socket.close();
            }
        }
    }

    @Test
    void refusesHeadersWithoutEnd() throws Exception {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            StringBuilder request = new StringBuilder("GET /metrics HTTP/1.1\r\n");
            for (int i = 0; i < 1_000; i++) {
                request.append("x-")
                        .append(i)
                        .append(": ")
                        .append("y".repeat(100))
                        .append("\r\n");
            }
            try {
                out.write(request.toString().getBytes(StandardCharsets.UTF_8));
                String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 4"), answer);
            } catch (IOException e) {
                // It hung up while we were still writing: as good an answer.
                assertTrue(e instanceof java.net.SocketException, e.toString());
            }
        }
        assertEquals(200, ask("GET", "/health").statusCode());
    }

    /** Prometheus' own checker, where it is installed. */
    @Test
    void promtoolTakesThePage() throws Exception {
        assumeTrue(isInPath("promtool"), "promtool is not installed");
        Process process = new ProcessBuilder("promtool", "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (OutputStream out = process.getOutputStream()) {
            out.write(ask("GET", "/metrics").body().getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertEquals("", said);
    }

    private static boolean isInPath(String program) {
        for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
