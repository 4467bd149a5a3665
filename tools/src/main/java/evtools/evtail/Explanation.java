package evtools.evtail;

import evtools.cli.ExitCode;
import evtools.cli.Stdio;
import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.event.OwnKeys;
import evtools.format.event.TokenCursor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says how the lines of each source are laid out: {@code --explain}. */
final class Explanation {
    private static final int MAX_MISFITS = 3;
    private static final int MAX_MISFIT_BYTES = 120;
    private static final int MAX_FORMS = 5;
    private static final int MAX_COUNTED = 10_000;

    private final Stdio io;
    private final Defaults defaults;

    Explanation(Stdio io, Defaults defaults) {
        this.io = io;
        this.defaults = defaults;
    }

    int run(List<String> operands) {
        Failures failures = new Failures(io.diagnostics());
        for (String name : new SourceFinder(failures).find(operands)) {
            failures.guard(name, () -> explain(name));
        }
        return failures.any() ? ExitCode.FAILURE : ExitCode.OK;
    }

    private void explain(String name) throws IOException {
        boolean standardInput = name.equals("-");
        long seconds = io.clock().epochNanos() / 1_000_000_000L;
        FileIdentity identity = standardInput ? FileIdentity.none(seconds) : FileIdentity.of(Path.of(name));
        Counts counts = new Counts();
        SourceReading reading = SourceReading.fresh(name, identity, 0, defaults, counts);
        counts.maker = reading.maker();
        InputStream in = standardInput ? io.in() : Inputs.open(Path.of(name), identity.regular(), 0);
        try {
            while (reading.readFrom(in) >= 0) {
                // Counts takes the events.
            }
        } finally {
            if (!standardInput) {
                in.close();
            }
        }
        reading.finish();
        io.out().write(counts.report(name, reading).getBytes(StandardCharsets.UTF_8));
    }

    /** Counts events by form, host and app. */
    private static final class Counts implements EventSink {
        private final ByteArrayBuilder event = new ByteArrayBuilder(1024);
        private final EventView view = new EventView();
        private final TokenCursor tokens = new TokenCursor();
        private final ByteArrayBuilder text = new ByteArrayBuilder(256);
        private final Map<String, Integer> forms = new HashMap<>();
        private final Map<String, Integer> apps = new HashMap<>();
        private final Map<String, Integer> hosts = new HashMap<>();
        private final List<String> misfits = new ArrayList<>();
        private long lines;
        private long timed;
        private @Nullable EventMaker maker;

        @Override
        public ByteArrayBuilder prepare(int maxLength) {
            event.clear();
            return event;
        }

        @Override
        public void added(long point) {
            view.tryWrap(event.array(), EventFormat.LENGTH_BYTES, BigEndian.getUnsignedShort(event.array(), 0));
            lines++;
            String form = form();
            long timedNow = maker == null ? 0 : maker.timedLines();
            if (timedNow > timed) {
                timed = timedNow;
            } else if (misfits.size() < MAX_MISFITS && view.lineLength() > 0) {
                misfits.add(latin1(view.lineOffset(), Math.min(MAX_MISFIT_BYTES, view.lineLength())));
            }
            count(forms, form);
            count(apps, latin1(view.appOffset(), view.appLength()));
            count(hosts, latin1(view.hostOffset(), view.hostLength()));
        }

        private void count(Map<String, Integer> counts, String key) {
            if (counts.size() < MAX_COUNTED || counts.containsKey(key)) {
                counts.merge(key, 1, Integer::sum);
            }
        }

        private String form() {
            if (!tokens.beside(view).next(OwnKeys.form())) {
                return "$m";
            }
            text.clear();
            tokens.appendWholeValue(OwnKeys.form(), text);
            return new String(text.array(), 0, text.length(), StandardCharsets.ISO_8859_1).replace("\r", "<CR>");
        }

        private String latin1(int offset, int length) {
            return new String(view.buffer(), offset, length, StandardCharsets.UTF_8).replace('\u001a', '*');
        }

        String report(String name, SourceReading reading) {
            StringBuilder out = new StringBuilder();
            out.append(name)
                    .append(": ")
                    .append(lines)
                    .append(" lines, ")
                    .append(timed)
                    .append(" with a time\n");
            if (reading.recogniser().layouts().isEmpty()) {
                out.append("  no time was recognised: all lines get the file's own time\n");
            }
            for (String layout : reading.recogniser().layouts()) {
                out.append("  layout  ").append(layout).append('\n');
            }
            appendTop(out, "form", forms);
            appendTop(out, "host", hosts);
            appendTop(out, "app", apps);
            for (String misfit : misfits) {
                out.append("  no time in  ").append(misfit).append('\n');
            }
            return out.toString();
        }

        private void appendTop(StringBuilder out, String what, Map<String, Integer> counts) {
            List<Map.Entry<String, Integer>> entries = new ArrayList<>(counts.entrySet());
            entries.sort((a, b) -> {
                int byCount = Integer.compare(b.getValue(), a.getValue());
                return byCount != 0 ? byCount : a.getKey().compareTo(b.getKey());
            });
            for (int i = 0; i < Math.min(MAX_FORMS, entries.size()); i++) {
                out.append("  ").append(what).append("  ").append(entries.get(i).getValue());
                out.append("  ").append(entries.get(i).getKey()).append('\n');
            }
            if (entries.size() > MAX_FORMS) {
                out.append("  ")
                        .append(what)
                        .append("  … ")
                        .append(entries.size() - MAX_FORMS)
                        .append(" more\n");
            }
        }
    }
}
