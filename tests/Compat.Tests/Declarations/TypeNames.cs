using System.Reflection;

namespace DurableTeams.Compat.Tests.Declarations;

/// <summary>Type names as the listings write them.</summary>
public static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool",
        [typeof(int)] = "int", [typeof(long)] = "long", [typeof(double)] = "double", [typeof(byte)] = "byte",
    };

    public static string Of(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        if (type.IsByRef) return Of(type.GetElementType()!);
        if (type.IsArray) return Of(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } value) return Of(value) + "?";
        var nesting = type.IsNested && !type.IsGenericParameter ? Of(type.DeclaringType!) + "." : "";
        if (!type.IsGenericType) return nesting + type.Name;
        return $"{nesting}{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>";
    }

    public static string Of(ParameterInfo parameter) =>
        Annotate(Of(parameter.ParameterType), new NullabilityInfoContext().Create(parameter));

    public static string Of(PropertyInfo property) =>
        Annotate(Of(property.PropertyType), new NullabilityInfoContext().Create(property));

    public static string Of(FieldInfo field) => Annotate(Of(field.FieldType), new NullabilityInfoContext().Create(field));

    // As in the listings: the outermost annotation only, and an unconstrained type parameter counts as nullable.
    private static string Annotate(string name, NullabilityInfo info)
    {
        var nullable = info.ReadState == NullabilityState.Nullable || info.WriteState == NullabilityState.Nullable;
        return nullable && !name.EndsWith('?') ? name + "?" : name;
    }
}
