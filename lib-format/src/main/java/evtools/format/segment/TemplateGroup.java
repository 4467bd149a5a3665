package evtools.format.segment;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows that will have one template. */
final class TemplateGroup {
    /** One of the shapes of the rows; null: whole events. */
    final @Nullable Shape shape;

    /** What stands between the words of the messages; null: the rows have the shape. */
    byte @Nullable [] signature;

    /** How many words there are; 0: the messages aren't split. */
    int words;

    final IntList rows = new IntList(8);

    /** How many rows there will be. */
    int count;

    int number = -1;

    /** Where to go if the rows are too few. */
    @Nullable
    TemplateGroup instead;

    TemplateGroup(@Nullable Shape shape) {
        this.shape = shape;
    }

    Shape shapeOrThrow() {
        return Objects.requireNonNull(shape);
    }

    int size() {
        return count;
    }
}
