package evtools.evtail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Makes files that look like logs, more or less: every kind of head, then cut, doubled, flipped and mixed. */
final class RandomLogs {
    private static final String[] HEADS = {
        "Jun 14 15:16:01 combo sshd(pam_unix)[19939]: ",
        "Jun  4 15:16:01 combo kernel: ",
        "Feb 29 05:06:07 combo syslogd 1.4.1: ",
        "<34>Oct 11 22:14:15 mymachine su: ",
        "<165>1 2003-10-11T22:14:15.003Z host.example.com evntslog - ID47 [x@3 iut=\"3\"] ",
        "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - ",
        "2015-10-18 18:01:47,978 INFO [main] org.apache.hadoop.mapreduce.v2.app.MRAppMaster: ",
        "2015-10-18 18:01:47,978 WARN [IPC Server handler 26 on 62270] org.apache.Foo:   ",
        "2024-01-01 10:00:00.123  INFO 12345 --- [           main] c.e.demo.App    : ",
        "2024-01-01 10:00:00,123 - app.module - WARNING - ",
        "2015-07-29 17:41:44,747 - INFO  [QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:FastLeaderElection@774] - ",
        "2016-09-28 04:30:30, Info                  CBS    ",
        "17/06/09 20:10:40 INFO executor.CoarseGrainedExecutorBackend: ",
        "081109 203615 148 INFO dfs.DataNode$PacketResponder: ",
        "134681 node-246 unix.hw state_change.unavailable 1077804742 1 ",
        "03-17 16:13:38.811  1702  2395 D WindowManager: ",
        "03-17 16:13:38.811 21702 12395 E Tag     :  ",
        "[Sun Dec 04 04:47:44 2005] [notice] ",
        "[Fri Sep 09 10:42:29.902022 2011] [core:error] [pid 35708:tid 4328636416] ",
        "[Mon Dec 04 04:47:44 2005] wrong day ",
        "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /a.gif HTTP/1.0\" 200 2326 ",
        "2024/01/02 03:04:05 [error] 1234#5678: *1 ",
        "2009/11/10 23:00:00 main.go:12: ",
        "I0102 15:04:05.678901   12345 main.go:1] ",
        "1700000000 ",
        "1700000000.123456 ",
        "1700000000123 ",
        "1700000000123456789 ",
        "Mon Jan  2 15:04:05 MST 2006 ",
        "Jan 02, 2024 3:04:05 PM com.example.Main run ",
        "20240101T101112.5Z ",
        "20240101 101112 ",
        "2024-01-01T10:11:60Z ",
        "2024-01-01T10:11:12.123456789+02:00 ",
        "2024-01-01T10:11:12.1234567891Z ",
        "2024-01-01T10:11:12-0330 ",
        "01.02.2024 10:11:12 ",
        "31/12/2024 10:11 ",
        "1234:M 01 Jan 2024 10:11:12.123 * ",
        "{\"time\":\"2024-01-01T10:11:12.123Z\",\"level\":\"info\",\"n\":1} ",
        "ts=2024-01-01T10:11:12Z level=info ",
        "10:11:12.123 [main] INFO ",
        "2024-06-01 23:59 up ",
        "Tue, 02 Jan 2024 03:04:05 +0100 ",
        "\tat java.lang.Thread.run(Thread.java:833)",
        "   ",
        "",
        "$%$m%Y$h",
    };
    private static final String[] BODIES = {
        "check pass; user unknown",
        "a=1 b=\"two\" c=three 0x1f 10.0.0.1:80 /var/log/x.log",
        "",
        " leading blanks",
        "trailing blank ",
        "%s $m $1w %% $$ \u001a",
        "\u0000\u0001\u00ff\u00fe",
        "\r",
        "tab\there",
    };

    private final Random random;

    RandomLogs(Random random) {
        this.random = random;
    }

    /** A file of some lines, most of them of a few kinds. */
    byte[] file() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int kinds = 1 + random.nextInt(3);
        int[] heads = new int[kinds];
        for (int i = 0; i < kinds; i++) {
            heads[i] = random.nextInt(HEADS.length);
        }
        boolean carriageReturns = random.nextInt(3) == 0;
        int lines = random.nextInt(60);
        for (int i = 0; i < lines; i++) {
            byte[] line =
                    line(HEADS[random.nextInt(8) == 0 ? random.nextInt(HEADS.length) : heads[random.nextInt(kinds)]]);
            out.write(line, 0, line.length);
            if (i < lines - 1 || random.nextBoolean()) {
                if (carriageReturns != (random.nextInt(20) == 0)) {
                    out.write('\r');
                }
                out.write('\n');
            }
        }
        return out.toByteArray();
    }

    private byte[] line(String head) {
        StringBuilder line = new StringBuilder(digitsChanged(head));
        line.append(BODIES[random.nextInt(BODIES.length)]);
        switch (random.nextInt(24)) {
            case 0 -> line.setLength(random.nextInt(line.length() + 1));
            case 1 -> {
                if (!line.isEmpty()) {
                    line.setCharAt(random.nextInt(line.length()), (char) random.nextInt(256));
                }
            }
            case 2 -> {
                int at = random.nextInt(line.length() + 1);
                line.insert(at, " ".repeat(1 + random.nextInt(20)));
            }
            case 3 -> line.append("x1 ".repeat(random.nextInt(100)));
            case 4 -> {
                if (random.nextInt(6) == 0) {
                    int length = 24_576 * (1 + random.nextInt(3)) + random.nextInt(7) - 3;
                    while (line.length() < length) {
                        line.append("abc 12,");
                    }
                    line.setLength(length);
                    if (random.nextBoolean()) {
                        line.append('\r');
                    }
                }
            }
            default -> {
                // As it is.
            }
        }
        String text = line.toString();
        return text.replace("\n", " ").getBytes(StandardCharsets.ISO_8859_1);
    }

    private String digitsChanged(String head) {
        if (random.nextBoolean()) {
            return head;
        }
        char[] chars = head.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] >= '0' && chars[i] <= '9' && random.nextInt(6) == 0) {
                chars[i] = (char) ('0' + random.nextInt(10));
            }
        }
        return new String(chars);
    }
}
