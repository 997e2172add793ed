package org.cotflow.sweep.grid;

import java.util.List;
import java.util.Map;

/**
 * A law to be fitted to the rows of a sweep: a section of {@code sweep.laws}.
 *
 * @param of the column that the law is about
 * @param step flow step of the rows; null for the last one of each run
 * @param terms factors of the unknown constants by name, in the order of their tables; empty for a
 *     power law
 * @param powers keys of a power law; empty for a sum of terms
 * @param quadrature whether terms add up by their squares
 * @param freeExponents whether each term has an unknown exponent too
 * @param where rows that take part; null for all
 * @param weights of the rows; null for equal ones
 * @param per keys whose values have a fit each
 */
public record LawSpec(
    String name,
    String of,
    Integer step,
    Map<String, Expression> terms,
    List<String> powers,
    boolean quadrature,
    boolean freeExponents,
    Expression where,
    Expression weights,
    List<String> per) {}
