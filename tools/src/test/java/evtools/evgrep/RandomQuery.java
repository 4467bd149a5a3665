package evtools.evgrep;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pattern and options for grep, drawn from the lines that are searched. */
final class RandomQuery {
    private static final String SPECIAL = "\\.[]*^$";
    private static final String SPECIAL_EXTENDED = SPECIAL + "(){}|+?";

    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}[0-9a-fA-F-]*");

    private final Random random;
    private final List<String> lines;

    RandomQuery(Random random, List<String> lines) {
        this.random = random;
        this.lines = lines;
    }

    /** Options, then {@code -e PATTERN…}. */
    List<String> draw(boolean context) {
        List<String> arguments = new ArrayList<>();
        int syntax = random.nextInt(4);
        if (syntax == 0) {
            arguments.add("-F");
        } else if (syntax == 1) {
            arguments.add("-E");
        }
        if (random.nextInt(3) == 0) {
            arguments.add("-i");
        }
        int bounds = random.nextInt(12);
        if (bounds < 2) {
            arguments.add(bounds == 0 ? "-w" : "-x");
        }
        if (random.nextInt(6) == 0) {
            arguments.add("-v");
        }
        if (random.nextInt(6) == 0) {
            arguments.add("-m" + random.nextInt(5));
        }
        if (context) {
            arguments.add(List.of("-A", "-B", "-C").get(random.nextInt(3)) + random.nextInt(4));
        } else {
            arguments.add(List.of("-n", "-n", "-n", "-c", "-on", "-q", "-l").get(random.nextInt(7)));
        }
        for (int p = random.nextInt(5) == 0 ? 1 + random.nextInt(3) : 1; p > 0; p--) {
            arguments.add("-e");
            arguments.add(syntax == 0 ? literal() : pattern(syntax == 1));
        }
        return arguments;
    }

    private String line() {
        return lines.get(random.nextInt(lines.size()));
    }

    private String literal() {
        if (random.nextInt(5) == 0) {
            return id();
        }
        String line = line();
        if (line.isEmpty()) {
            return "a";
        }
        int from = random.nextInt(line.length());
        int to = Math.min(line.length(), from + 1 + random.nextInt(random.nextInt(3) == 0 ? 40 : 10));
        StringBuilder text = new StringBuilder(line.substring(from, to));
        if (random.nextInt(6) == 0) {
            text.setCharAt(random.nextInt(text.length()), (char) ('0' + random.nextInt(75)));
        }
        return clean(text.toString());
    }

    /** Half a surrogate pair is no character. */
    private static String clean(String text) {
        return text.replaceAll("[\\ud800-\\udfff]", "e");
    }

    /** A long number or id, whole or in part, as it is in a line or with another digit. */
    private String id() {
        for (int tries = 0; tries < 40; tries++) {
            Matcher matcher = ID.matcher(line());
            if (matcher.find()) {
                StringBuilder text = new StringBuilder(matcher.group());
                if (random.nextBoolean()) {
                    text.setCharAt(random.nextInt(text.length()), "0123456789abcdef".charAt(random.nextInt(16)));
                }
                int from = random.nextInt(3) == 0 ? random.nextInt(4) : 0;
                int to = text.length() - (random.nextInt(3) == 0 ? random.nextInt(4) : 0);
                return text.substring(from, to);
            }
        }
        return word();
    }

    private String word() {
        String[] words = line().split("\\W+");
        return words.length == 0 ? "a" : clean(words[random.nextInt(words.length)]);
    }

    private String escaped(String text, boolean extended) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if ((extended ? SPECIAL_EXTENDED : SPECIAL).indexOf(text.charAt(i)) >= 0) {
                all.append('\\');
            }
            all.append(text.charAt(i));
        }
        return all.toString();
    }

    private String pattern(boolean extended) {
        String text = escaped(literal(), extended);
        String or = extended ? "|" : "\\|";
        String open = extended ? "(" : "\\(";
        String close = extended ? ")" : "\\)";
        String plus = extended ? "+" : "\\+";
        return switch (random.nextInt(14)) {
            case 0 -> word();
            case 1 -> word() + or + escaped(literal(), extended);
            case 2 -> open + word() + or + word() + close + text;
            case 3 -> word() + ".*" + word();
            case 4 -> "^" + escaped(word(), extended);
            case 5 -> text + "$";
            case 6 -> "[0-9]" + plus + text;
            case 7 -> word() + "[^a-z]" + word();
            case 8 -> "[" + "aeiou0159".charAt(random.nextInt(9)) + "x]" + plus + escaped(literal(), extended);
            case 9 -> open + text + close + "*" + word();
            case 10 -> "\\b" + word() + "\\b";
            case 11 -> open + "[0-9]" + close + "\\1" + text.charAt(text.length() - 1);
            default -> text;
        };
    }
}
