package evtools;

import java.util.ArrayList;
import java.util.List;

/** Takes a command line of our documents apart as a shell would, as far as they need: quotes, pipes, redirections. */
final class ShellWords {
    private final List<List<String>> commands = new ArrayList<>();
    private List<String> command = new ArrayList<>();
    private boolean skipNext;

    private ShellWords() {}

    /** The words of each command of a pipeline or list, without redirections and assignments. */
    static List<List<String>> commands(String line) {
        ShellWords words = new ShellWords();
        words.read(line);
        words.endCommand();
        return words.commands;
    }

    private void read(String line) {
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                inWord = true;
            } else if (c == '\\' && i + 1 < line.length()) {
                word.append(line.charAt(++i));
                inWord = true;
            } else if (" |&;<>".indexOf(c) >= 0) {
                boolean isDescriptor = (c == '<' || c == '>') && word.toString().matches("[0-9]");
                if (inWord && !isDescriptor) {
                    endWord(word.toString());
                }
                word.setLength(0);
                inWord = false;
                if (c == '<' || c == '>') {
                    skipNext = true;
                } else if (c != ' ') {
                    endCommand();
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (inWord) {
            endWord(word.toString());
        }
    }

    private void endWord(String word) {
        boolean isAssignment = command.isEmpty() && word.matches("[A-Z_]+=.*");
        if (!skipNext && !isAssignment) {
            command.add(word);
        }
        skipNext = false;
    }

    private void endCommand() {
        if (!command.isEmpty()) {
            commands.add(command);
            command = new ArrayList<>();
        }
    }
}
