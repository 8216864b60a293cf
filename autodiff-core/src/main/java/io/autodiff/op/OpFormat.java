package io.autodiff.op;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Shape;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Operations of the library as bytes: the name of the type, then of an enum the constant's name, of
 * a record its components. What types there are is what {@link Op} permits, so an operation needs
 * no code of its own here. Names and components are those of the classes; one that changes needs a
 * new version of the files that have it.
 */
public final class OpFormat {
  private static final Map<String, Class<?>> TYPES = types();

  /** The factorisations that operations written or read so far share. */
  private final List<KeptFactors> kept = new ArrayList<>();

  /** Begins to write or to read the operations of one program. */
  public OpFormat() {}

  private static Map<String, Class<?>> types() {
    Map<String, Class<?>> types = new TreeMap<>();
    addTypes(Op.class, types);
    return Collections.unmodifiableMap(types);
  }

  private static void addTypes(Class<?> type, Map<String, Class<?>> types) {
    if (type.isEnum() || type.isRecord()) {
      types.put(type.getSimpleName(), type);
    } else if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        addTypes(permitted, types);
      }
    }
  }

  /** Says that bytes are not those of an operation, or of what else was expected. */
  public static final class Unreadable extends IOException {
    private static final long serialVersionUID = 1;

    /** Says what was found. */
    public Unreadable(String what) {
      super(what);
    }
  }

  /** Writes an operation that is no custom one. */
  public void write(DataOutput to, Op op) throws IOException {
    Class<?> type = op instanceof Enum<?> constant ? constant.getDeclaringClass() : op.getClass();
    to.writeUTF(type.getSimpleName());
    writeAs(to, type, op);
  }

  /** Reads an operation. */
  public Op read(DataInput from) throws IOException {
    String name = from.readUTF();
    Class<?> type = TYPES.get(name);
    if (type == null) {
      throw new Unreadable("operation " + name + ", which is none of this version");
    }
    return (Op) readAs(from, type);
  }

  private void writeAs(DataOutput to, Class<?> type, Object value) throws IOException {
    switch (value) {
      case Integer i -> to.writeInt(i);
      case Boolean b -> to.writeBoolean(b);
      case Double d -> to.writeLong(Double.doubleToRawLongBits(d));
      case String s -> to.writeUTF(s);
      case Enum<?> constant -> to.writeUTF(constant.name());
      case Shape s -> write(to, s);
      case Ints i -> writeInts(to, i.array());
      case KeptFactors k -> to.writeInt(indexOf(k));
      case List<?> list -> {
        to.writeInt(list.size());
        for (Object each : list) {
          write(to, (Op) each);
        }
      }
      case Record r -> {
        for (RecordComponent c : type.getRecordComponents()) {
          writeAs(to, c.getType(), component(r, c));
        }
      }
      default -> throw new IllegalStateException("no format of " + type);
    }
  }

  private int indexOf(KeptFactors factors) {
    for (int i = 0; i < kept.size(); i++) {
      if (kept.get(i) == factors) {
        return i;
      }
    }
    kept.add(factors);
    return kept.size() - 1;
  }

  private static Object component(Record r, RecordComponent c) {
    try {
      c.getAccessor().setAccessible(true);
      return c.getAccessor().invoke(r);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(r + " hides " + c, e);
    }
  }

  private static void writeInts(DataOutput to, int... values) throws IOException {
    to.writeInt(values.length);
    for (int value : values) {
      to.writeInt(value);
    }
  }

  private Object readAs(DataInput from, Class<?> type) throws IOException {
    if (type == int.class) {
      return from.readInt();
    } else if (type == boolean.class) {
      return from.readBoolean();
    } else if (type == double.class) {
      return Double.longBitsToDouble(from.readLong());
    } else if (type == String.class) {
      return from.readUTF();
    } else if (type.isEnum()) {
      return constant(type, from.readUTF());
    } else if (type == Shape.class) {
      return readShape(from);
    } else if (type == Ints.class) {
      return Ints.wrap(readInts(from));
    } else if (type == KeptFactors.class) {
      return factors(from.readInt());
    } else if (type == List.class) {
      List<Selection> list = new ArrayList<>();
      for (int left = from.readInt(); left > 0; left--) {
        list.add((Selection) read(from));
      }
      return List.copyOf(list);
    }
    return readRecord(from, type);
  }

  private static Object constant(Class<?> type, String name) throws Unreadable {
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw new Unreadable(type.getSimpleName() + " " + name + ", which is none of this version");
  }

  private KeptFactors factors(int index) throws Unreadable {
    if (index < 0 || index > kept.size()) {
      throw new Unreadable("factors " + index + " after " + kept.size());
    }
    if (index == kept.size()) {
      kept.add(new KeptFactors());
    }
    return kept.get(index);
  }

  private static int[] readInts(DataInput from) throws IOException {
    int[] values = new int[8];
    int count = from.readInt();
    for (int i = 0; i < count; i++) { // grows as it is read: the count may be wrong
      values = i < values.length ? values : Arrays.copyOf(values, 2 * i);
      values[i] = from.readInt();
    }
    return Arrays.copyOf(values, Math.max(0, count));
  }

  private Object readRecord(DataInput from, Class<?> type) throws IOException {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      types[i] = components[i].getType();
      values[i] = readAs(from, types[i]);
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new Unreadable(type.getSimpleName() + " with " + e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no way to make " + type, e);
    }
  }

  /** Writes a shape. */
  public static void write(DataOutput to, Shape shape) throws IOException {
    writeInts(to, shape.dims());
  }

  /** Reads a shape. */
  public static Shape readShape(DataInput from) throws IOException {
    int[] dims = readInts(from);
    try {
      return Shape.of(dims);
    } catch (AutodiffException e) {
      throw new Unreadable("the shape " + Arrays.toString(dims));
    }
  }

  /** Writes the type of elements. */
  public static void write(DataOutput to, DType dtype) throws IOException {
    to.writeUTF(dtype.name());
  }

  /** Reads the type of elements. */
  public static DType readType(DataInput from) throws IOException {
    return (DType) constant(DType.class, from.readUTF());
  }
}
