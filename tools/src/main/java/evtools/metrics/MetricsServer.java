package evtools.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Answers {@code GET /metrics} and {@code GET /health} over HTTP/1.1, unencrypted and to everybody who can reach the
 * address.
 *
 * <p>Bounded: 32 connections, each with a virtual thread while it is served, 5 s for a request and 10 s for its answer,
 * 64 header fields. One answer is made at a time; who waits longer than 5 s for that is told 503. Nothing here takes part
 * in what the process is for: a client that is slow, silent or talks nonsense only loses its own connection.
 */
public final class MetricsServer implements Closeable {
    private static final int BACKLOG = 16;
    private static final long WAIT_SECONDS = 5;

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int INTERNAL_ERROR = 500;
    private static final int UNAVAILABLE = 503;
    private static final String PLAIN = "text/plain; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads;
    private final List<MetricsSource> metrics;
    private final HealthSource health;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    private MetricsServer(HttpServer server, List<MetricsSource> metrics, HealthSource health) {
        this.server = server;
        this.metrics = List.copyOf(metrics);
        this.health = health;
        this.threads = Executors.newVirtualThreadPerTaskExecutor();
    }

    /**
     * Binds and begins to answer.
     *
     * @param address port 0: any free one
     * @param metrics who writes the page, in this order
     * @throws IOException if the address can't be listened on
     */
    public static MetricsServer start(InetSocketAddress address, List<MetricsSource> metrics, HealthSource health)
            throws IOException {
        HttpBounds.set();
        HttpServer http = HttpServer.create(address, BACKLOG);
        MetricsServer server = new MetricsServer(http, metrics, health);
        http.setExecutor(server.threads);
        http.createContext("/", server::serve);
        http.start();
        return server;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private record Answer(int status, String contentType, String body) {}

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            boolean head = method.equals("HEAD");
            String path = exchange.getRequestURI().getPath();
            boolean known = "/metrics".equals(path) || "/health".equals(path);
            Answer answer;
            if (!known) {
                answer = new Answer(NOT_FOUND, PLAIN, "there are /metrics and /health\n");
            } else if (head || method.equals("GET")) {
                answer = answer("/metrics".equals(path));
            } else {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                answer = new Answer(METHOD_NOT_ALLOWED, PLAIN, "only GET and HEAD\n");
            }
            send(exchange, answer, head);
        }
    }

    private Answer answer(boolean wantsMetrics) {
        try {
            if (!oneAtATime.tryLock(WAIT_SECONDS, TimeUnit.SECONDS)) {
                return new Answer(UNAVAILABLE, PLAIN, "failing: busy with another request\n");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(UNAVAILABLE, PLAIN, "failing: shutting down\n");
        }
        try {
            HealthReport report = HealthReport.of(health);
            return wantsMetrics
                    ? new Answer(OK, MetricsPage.CONTENT_TYPE, page(report))
                    : new Answer(report.isWell() ? OK : UNAVAILABLE, PLAIN, report.text());
        } catch (RuntimeException e) {
            // A mistake in the program: whoever watches has to see it, and everything else goes on.
            return new Answer(INTERNAL_ERROR, PLAIN, "failing: " + e + "\n");
        } finally {
            oneAtATime.unlock();
        }
    }

    private String page(HealthReport report) {
        MetricsPage page = new MetricsPage();
        page.gauge("evtools_healthy", "1 if /health says ok, 0 if it says why not.")
                .value(report.isWell() ? 1 : 0);
        page.gauge("evtools_health_reasons", "How many reasons /health names.")
                .value(report.failingCount(), "level", "failing")
                .value(report.degradedCount(), "level", "degraded");
        for (MetricsSource source : metrics) {
            source.writeTo(page);
        }
        return page.text();
    }

    private static void send(HttpExchange exchange, Answer answer, boolean head) throws IOException {
        byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(answer.status, -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    /** Ends all connections at once. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
