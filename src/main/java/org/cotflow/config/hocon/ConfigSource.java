package org.cotflow.config.hocon;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;

/**
 * Reads HOCON from files, resources and strings into unresolved configurations whose values know
 * file and line.
 *
 * <p>{@code include "x.conf"} names a file beside the including one, or by its full path or URI,
 * and has to exist. Files are the only thing that is read: no class path, no web address.
 */
public final class ConfigSource {
  private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.*");

  /** Hadoop has file systems for these, but a configuration is not fetched from the web. */
  private static final Pattern WEB = Pattern.compile("(?i)(https?|ftp):.*");

  private ConfigSource() {}

  public static Config file(String path) {
    return parse(readText(path), List.of(path));
  }

  /**
   * A resource.
   *
   * @param beside a class of its package
   */
  public static Config resource(Class<?> beside, String name) {
    try (InputStream stream = beside.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return parse(text, List.of(name));
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the resource " + name, e);
    }
  }

  /**
   * HOCON in a string.
   *
   * @param place what error messages call it
   */
  public static Config text(String hocon, String place) {
    return parse(hocon, List.of(place));
  }

  /** Parses the text of the innermost file, which is the last of those being read. */
  private static Config parse(String hocon, List<String> files) {
    FileIncluder includer = new FileIncluder(files);
    String place = includer.including();
    ConfigParseOptions options =
        ConfigParseOptions.defaults().setOriginDescription(place).setIncluder(includer);
    try {
      Config parsed = ConfigFactory.parseString(hocon, options);
      SparkConfNames.requireAllKept(hocon, options, parsed.root());
      return parsed;
    } catch (ConfigException e) {
      throw ConfigComplaint.of(e);
    } catch (StackOverflowError e) {
      throw ConfigComplaint.of(place + ": nested too deeply to be a configuration");
    }
  }

  private static String readText(String path) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(path))).toString();
    } catch (FileNotFoundException e) {
      throw ConfigComplaint.of(path + ": there is no such file");
    } catch (CharacterCodingException e) {
      throw ConfigComplaint.of(path + ": not a configuration file (not UTF-8 text)");
    } catch (IOException e) {
      throw ConfigComplaint.of(path + ": cannot be read (" + e.getMessage() + ")");
    }
  }

  private static byte[] bytes(String path) throws IOException {
    Location location = Locations.of(path);
    if (!location.exists()) {
      throw new FileNotFoundException(path);
    }
    if (location.isDirectory()) {
      throw new IOException("it is a directory");
    }
    try (InputStream stream = location.openRead()) {
      return stream.readAllBytes();
    }
  }

  /** Resolves includes against the innermost of the files being read, which has them. */
  private record FileIncluder(List<String> files)
      implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    String including() {
      return files.get(files.size() - 1);
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      String path = beside(what);
      if (WEB.matcher(path).matches()) {
        throw refused("url");
      }
      if (files.contains(path)) {
        throw ConfigComplaint.of(including() + ": include \"" + what + "\" leads back to itself");
      }
      List<String> longer = new ArrayList<>(files);
      longer.add(path);
      try {
        return parse(readText(path), longer).root();
      } catch (StackOverflowError e) {
        throw ConfigComplaint.of(including() + ": includes are nested too deeply");
      }
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      return include(context, what.getPath());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
      throw refused("url");
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
      throw refused("classpath");
    }

    private RuntimeException refused(String kind) {
      return ConfigComplaint.of(
          "%s: include %s(...) is not supported; include \"FILE\" is".formatted(including(), kind));
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    private String beside(String what) {
      if (what.startsWith("/") || SCHEME.matcher(what).matches()) {
        return what;
      }
      return including().substring(0, including().lastIndexOf('/') + 1) + what;
    }
  }
}
