/**
 * The walls between the packages, checked: who may use what, and why.
 *
 * <p>Every rule carries its reason, so that whoever runs into one reads why it stands before asking how to pass it.
 */
@NullMarked
package evtools.walls;

import org.jspecify.annotations.NullMarked;
