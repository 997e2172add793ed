package org.cotflow.run.store;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cotflow.base.Keyword;
import org.cotflow.base.RecordCopy;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.data.DataSpec;
import org.cotflow.format.Json;

/**
 * How the text of the training data was read, as an exported measure says it: what is not the
 * default of the keys of the same names.
 */
final class ReadingFields {
  private static final String ENCODING = "encoding";
  private static final String SEPARATOR = "separator";
  private static final String DECIMAL = "decimal";
  private static final String HEADER = "header";
  private static final String MISSING_WORDS = "missingWords";

  private ReadingFields() {}

  static Map<String, Object> of(DataSpec spec) {
    DataSpec usual = ExperimentConfig.defaults().data();
    Map<String, Object> fields = new LinkedHashMap<>();
    putUnlessEqual(fields, ENCODING, spec.encoding(), usual.encoding());
    putUnlessEqual(fields, SEPARATOR, spec.separator(), usual.separator());
    putUnlessEqual(fields, DECIMAL, Keyword.of(spec.decimal()), Keyword.of(usual.decimal()));
    putUnlessEqual(fields, HEADER, spec.header(), usual.header());
    putUnlessEqual(fields, MISSING_WORDS, spec.missingWords(), usual.missingWords());
    return fields;
  }

  private static void putUnlessEqual(
      Map<String, Object> fields, String name, Object value, Object usual) {
    if (value != null && !value.equals(usual)) {
      fields.put(name, value);
    }
  }

  /**
   * The specification of data that are read in this way.
   *
   * @throws IllegalArgumentException if this Java does not know the encoding
   */
  static DataSpec read(Json.Fields meta) throws IOException {
    DataSpec spec = ExperimentConfig.defaults().data();
    if (meta.has(ENCODING)) {
      spec = RecordCopy.with(spec, ENCODING, meta.text(ENCODING));
    }
    if (meta.has(SEPARATOR)) {
      spec = RecordCopy.with(spec, SEPARATOR, meta.text(SEPARATOR));
    }
    if (meta.has(DECIMAL)) {
      DataSpec.Decimal decimal = Keyword.read(DataSpec.Decimal.class, meta.text(DECIMAL));
      spec = RecordCopy.with(spec, DECIMAL, decimal);
    }
    if (meta.has(HEADER)) {
      spec = RecordCopy.with(spec, HEADER, meta.flag(HEADER));
    }
    if (meta.has(MISSING_WORDS)) {
      spec = RecordCopy.with(spec, MISSING_WORDS, meta.texts(MISSING_WORDS));
    }
    spec.dialect();
    return spec;
  }
}
