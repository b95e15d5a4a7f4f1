using System.Reflection;

namespace DurableTeams.Compat.Tests.Declarations;

/// <summary>
/// Describes a compiled type in the words of the listings. Left out, as there: operators, and what the compiler adds to a
/// record class (copying, equality, ToString, EqualityContract).
/// </summary>
public static class ApiRendering
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly HashSet<string> RecordMembers = ["Equals", "GetHashCode", "ToString", "PrintMembers", "<Clone>$"];

    public static ApiType Of(Type type)
    {
        var interfaces = type.GetInterfaces();
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var implied = interfaces.SelectMany(each => each.GetInterfaces()).Concat(inherited).ToHashSet();
        var isClass = !type.IsEnum && !type.IsValueType && !IsDelegate(type);
        var bases = isClass && type.BaseType is { } parent && parent != typeof(object) ? new[] { parent } : [];
        var listsInterfaces = !type.IsEnum && !IsDelegate(type);
        return new(
            $"{type.Namespace}.{TypeNames.Of(type)}",
            Kind(type),
            Names(listsInterfaces ? bases.Concat(interfaces.Where(each => !implied.Contains(each))) : bases),
            Names(implied),
            Members(type).ToHashSet(StringComparer.Ordinal));
    }

    private static HashSet<string> Names(IEnumerable<Type> types) => types.Select(TypeNames.Of).ToHashSet(StringComparer.Ordinal);

    private static string Kind(Type type)
    {
        if (IsDelegate(type)) return "delegate";
        if (type.IsEnum) return "enum";
        if (type.IsInterface) return "interface";
        if (type.IsValueType) return "struct";
        var modifier = (type.IsAbstract, type.IsSealed) switch
        {
            (true, true) => "static ",
            (true, false) => "abstract ",
            (false, true) => "sealed ",
            _ => "",
        };
        return modifier + (IsRecord(type) ? "record" : "class");
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (IsDelegate(type))
            return ["delegate " + MemberRendering.Signature(type.GetMethod("Invoke")!, TypeNames.Of(type))];
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{name} = {Enum.Format(type, Enum.Parse(type, name), "D")}");

        var isRecord = IsRecord(type);
        var constructors = type.GetConstructors(Declared)
            .Where(each => !each.IsStatic && MemberRendering.IsVisible(each) && !(isRecord && IsCopy(each)))
            .Select(MemberRendering.Line);
        var fields = type.GetFields(Declared).Where(each => each.IsPublic || each.IsFamily).Select(MemberRendering.Line);
        var properties = type.GetProperties(Declared)
            .Where(each => each.GetAccessors(nonPublic: true).Any(MemberRendering.IsVisible) && each.Name != "EqualityContract")
            .Select(MemberRendering.Line);
        var methods = type.GetMethods(Declared)
            .Where(each => MemberRendering.IsVisible(each) && !each.IsSpecialName)
            .Where(each => !(isRecord && RecordMembers.Contains(each.Name)))
            .Select(MemberRendering.Line);
        return [.. constructors, .. fields, .. properties, .. methods, .. Usage(type)];
    }

    private static IEnumerable<string> Usage(Type type) =>
        typeof(Attribute).IsAssignableFrom(type) && type.GetCustomAttribute<AttributeUsageAttribute>() is { } usage
            ? [$"[AttributeUsage({usage.ValidOn})]"]
            : [];

    private static bool IsDelegate(Type type) => typeof(Delegate).IsAssignableFrom(type);

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$", Declared) is not null;

    private static bool IsCopy(ConstructorInfo constructor) =>
        constructor.GetParameters() is [var only] && only.ParameterType == constructor.DeclaringType;
}
