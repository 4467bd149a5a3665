package evtools.format.segment;

/**
 * The entries of one dictionary.
 *
 * @param prefix what all of them begin with; it isn't in the vocabulary
 * @param first the first of them in the vocabulary
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record VocabularyDomain(Vocabulary vocabulary, int first, int size, byte[] prefix) {}
