package org.cotflow;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Files that need each other: the strongly connected components, of two files or more, of the graph
 * whose arrows run from a file to those whose types it uses (Tarjan, SIAM J. Comput. 1, 1972).
 */
final class FileCircles {
  private final Map<String, Set<String>> uses = new TreeMap<>();
  private final Map<String, Integer> order = new HashMap<>();
  private final Map<String, Integer> lowest = new HashMap<>();
  private final Deque<String> open = new ArrayDeque<>();
  private final List<Set<String>> circles = new ArrayList<>();

  private FileCircles(JavaClasses classes) {
    for (JavaClass type : classes) {
      Set<String> used = uses.computeIfAbsent(file(type), name -> new TreeSet<>());
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (classes.contain(target.getName())) {
          used.add(file(target));
        }
      }
    }
  }

  /** The circles among {@code classes}, each as the sorted simple names of its files. */
  static List<Set<String>> among(JavaClasses classes) {
    FileCircles search = new FileCircles(classes);
    for (String file : search.uses.keySet()) {
      if (!search.order.containsKey(file)) {
        search.visit(file);
      }
    }
    return search.circles;
  }

  private void visit(String file) {
    order.put(file, order.size());
    lowest.put(file, order.get(file));
    open.push(file);
    for (String used : uses.get(file)) {
      if (!order.containsKey(used)) {
        visit(used);
        lowest.merge(file, lowest.get(used), Math::min);
      } else if (open.contains(used)) {
        lowest.merge(file, order.get(used), Math::min);
      }
    }
    if (lowest.get(file).equals(order.get(file))) {
      Set<String> component = new TreeSet<>();
      String member;
      do {
        member = open.pop();
        component.add(member.substring(member.lastIndexOf('.') + 1));
      } while (!member.equals(file));
      if (component.size() > 1) {
        circles.add(component);
      }
    }
  }

  private static String file(JavaClass type) {
    JavaClass outer = type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer.getName();
  }
}
