using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace DurableTeams.Compat.Tests.Declarations;

/// <summary>Members as the listings write them.</summary>
public static class MemberRendering
{
    public static string Line(ConstructorInfo constructor) => $"{Access(constructor)} ctor({Parameters(constructor)})";

    public static string Line(FieldInfo field)
    {
        var kind = field.IsLiteral ? " const" : field.IsStatic ? " static" : "";
        return $"{(field.IsPublic ? "public" : "protected")}{kind} {TypeNames.Of(field)} {field.Name}";
    }

    public static string Line(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(IsVisible).ToArray();
        var shape = accessors.MinBy(accessor => accessor.IsPublic ? 0 : 1)!;
        var get = accessors.Any(accessor => accessor.ReturnType != typeof(void)) ? "get; " : "";
        var setter = accessors.FirstOrDefault(accessor => accessor.ReturnType == typeof(void));
        var set = setter is null ? "" : IsInit(setter) ? "init; " : "set; ";
        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Parameter))}]";
        return $"{Access(shape)}{Modifier(shape)} {TypeNames.Of(property)} {name} {{ {get}{set}}}";
    }

    public static string Line(MethodInfo method) =>
        $"{Access(method)}{Modifier(method)} {Signature(method, method.Name + TypeParameters(method))}";

    public static string Signature(MethodInfo method, string name) =>
        $"{TypeNames.Of(method.ReturnParameter)} {name}({Parameters(method)})";

    public static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "public" : "protected";

    private static string Modifier(MethodInfo method) => method switch
    {
        { IsStatic: true } => " static",
        { IsAbstract: true } => " abstract",
        { IsVirtual: false } or { IsFinal: true } => "",
        _ => method.GetBaseDefinition() == method ? " virtual" : " override",
    };

    private static string TypeParameters(MethodInfo method) => method.IsGenericMethod
        ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeNames.Of))}>"
        : "";

    private static string Parameters(MethodBase method)
    {
        var extends = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return extends + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var modifier = parameter switch
        {
            { IsOut: true } => "out ",
            { ParameterType.IsByRef: true } => parameter.IsIn ? "in " : "ref ",
            _ => parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "",
        };
        var value = parameter.HasDefaultValue ? " = " + Default(parameter) : "";
        return $"{modifier}{TypeNames.Of(parameter)} {parameter.Name}{value}";
    }

    private static string Default(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        null => "default",
        bool flag => flag ? "true" : "false",
        string text => $"\"{text}\"",
        var number when parameter.ParameterType.IsEnum => Enum.ToObject(parameter.ParameterType, number).ToString()!,
        var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
    };

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
}
