package evtools.metrics;

import java.time.Duration;
import java.util.Optional;

/** What every process has to tell: its version, age, CPU time and memory. */
public final class ProcessMetrics implements MetricsSource {
    private static final double NANOS_PER_SECOND = 1e9;

    private final String tool;
    private final String version;
    private final long startedEpochNanos;

    /**
     * @param tool which tool it is
     * @param version its version
     * @param startedEpochNanos when it was started
     */
    public ProcessMetrics(String tool, String version, long startedEpochNanos) {
        this.tool = tool;
        this.version = version;
        this.startedEpochNanos = startedEpochNanos;
    }

    @Override
    public void writeTo(MetricsPage page) {
        page.gauge("evtools_build_info", "Which tool and version this is; always 1.")
                .value(1, "tool", tool, "version", version);
        page.gauge("process_start_time_seconds", "When the process was started, in seconds since 1970.")
                .value(startedEpochNanos / NANOS_PER_SECOND);
        Optional<Duration> cpu = ProcessHandle.current().info().totalCpuDuration();
        if (cpu.isPresent()) {
            page.counter("process_cpu_seconds_total", "CPU time of the process, user and system.")
                    .seconds(cpu.get().toNanos());
        }
        Runtime runtime = Runtime.getRuntime();
        page.gauge("evtools_heap_used_bytes", "Java heap in use, garbage included.")
                .value(runtime.totalMemory() - runtime.freeMemory());
        page.gauge("evtools_heap_max_bytes", "What the Java heap may grow to.").value(runtime.maxMemory());
    }
}
