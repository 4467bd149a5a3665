package evtools.evgen;

/**
 * How a sample's time goes when it is played.
 *
 * @param factor ticks that a tick of the sample takes
 * @param constantTicks ticks from line to line where the sample has no times; else 0
 * @param maxSampleTicks longer steps of the sample are cut to this
 */
record Pace(double factor, double constantTicks, long maxSampleTicks) {
    /** Pauses that are longer than this many mean steps would be most of the time. */
    private static final int MAX_MEAN_STEPS = 20;

    private static final double SECOND_TICKS = 100_000_000;

    /** As the sample itself; a second a line if it has no times. */
    static Pace ofSample(Sample sample) {
        return sample.meanStepTicks() > 0 ? new Pace(1, 0, Long.MAX_VALUE) : new Pace(1, SECOND_TICKS, 0);
    }

    /** So that lines are so far apart on average. */
    static Pace ofMean(Sample sample, double meanTicks) {
        long most = (long) Math.max(1, sample.meanStepTicks() * MAX_MEAN_STEPS);
        double sum = 0;
        for (SampleLine line : sample.lines()) {
            sum += Math.min(line.stepTicks(), most);
        }
        if (sum <= 0) {
            return new Pace(1, meanTicks, 0);
        }
        return new Pace(meanTicks * sample.lines().size() / sum, 0, most);
    }

    /** How far a line moves time on. */
    double stepTicks(SampleLine line) {
        return constantTicks > 0 ? constantTicks : Math.min(line.stepTicks(), maxSampleTicks) * factor;
    }
}
