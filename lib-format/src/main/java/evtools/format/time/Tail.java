package evtools.format.time;

import java.util.ArrayList;
import java.util.List;

/** What can follow the time, and in which share of the lines it must show an app to be believed. */
enum Tail {
    RFC5424("${5424}", 0),
    ANDROID("${android}", 50),
    SYSLOG("${syslog}", 30),
    ISO_SYSLOG("${syslog}", 80),
    LOGGER("${logger}", 30),
    NAME("${name}", 80);

    private final String text;
    private final int percent;

    Tail(String text, int percent) {
        this.text = text;
        this.percent = percent;
    }

    String text() {
        return text;
    }

    int percent() {
        return percent;
    }

    /** The tails that can follow a layout without one, in the order in which they are tried. */
    static Tail[] fitting(String layout) {
        List<Tail> tails = new ArrayList<>();
        if (layout.startsWith("<${pri}>1 ")) {
            tails.add(RFC5424);
        } else if (!layout.startsWith("${find:") && !layout.startsWith("${any}") && !layout.contains("${app}")) {
            if (layout.startsWith("%m-%d ")) {
                tails.add(ANDROID);
            }
            boolean monthFirst = layout.startsWith("%b ") || layout.startsWith("<${pri}>%b ");
            if (monthFirst) {
                tails.add(layout.contains("%Y") ? ISO_SYSLOG : SYSLOG);
            } else if (layout.startsWith("%Y-%m-%dT")
                    || layout.startsWith("%a %Y-")
                    || layout.startsWith("<${pri}>%Y")) {
                tails.add(ISO_SYSLOG);
            }
            if (!layout.startsWith("$") || layout.startsWith("${level}")) {
                tails.add(LOGGER);
            }
            tails.add(NAME);
        }
        return tails.toArray(new Tail[0]);
    }
}
