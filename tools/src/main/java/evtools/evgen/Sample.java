package evtools.evgen;

import evtools.format.time.Recogniser;
import java.util.List;

/**
 * A sample log, taken apart.
 *
 * @param name of its file
 * @param lines in the order of the file
 * @param runs what the lines' RUN pieces count
 * @param layouts what the recogniser learned, see {@link Recogniser#layouts}
 * @param meanStepTicks how far a line moves time on, on average
 * @param host a host it names, or one made from its name
 */
record Sample(
        String name, List<SampleLine> lines, List<Run> runs, List<String> layouts, double meanStepTicks, String host) {}
