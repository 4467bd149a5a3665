package evtools.format.segment;

/**
 * The entries of one dictionary.
 *
 * @param first the first of them in the vocabulary
 */
record VocabularyDomain(Vocabulary vocabulary, int first, int size) {}
