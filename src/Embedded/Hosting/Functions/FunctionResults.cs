using System.Linq.Expressions;
using System.Reflection;

namespace DurableTeams.Embedded.Hosting;

/// <summary>Turns whatever a function returns into a task of an object, in a compiled expression.</summary>
internal static class FunctionResults
{
    private static readonly MethodInfo OfTask = Find(nameof(FromTask));
    private static readonly MethodInfo OfTaskOfT = Find(nameof(FromTaskOf));

    /// <summary>What the task that a method returns brings; <see cref="object"/> where it brings nothing.</summary>
    public static Type TypeOf(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(void) || type == typeof(Task)) return typeof(object);
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>) ? type.GetGenericArguments()[0] : type;
    }

    /// <summary>The call, as an expression of type <c>Task&lt;object?&gt;</c>.</summary>
    public static Expression AsTask(MethodInfo method, Expression call)
    {
        var type = method.ReturnType;
        if (type == typeof(void)) return Expression.Block(call, Expression.Constant(Task.FromResult<object?>(null)));
        if (type == typeof(Task)) return Expression.Call(OfTask, call);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
            return Expression.Call(OfTaskOfT.MakeGenericMethod(type.GetGenericArguments()), call);
        return Expression.Call(typeof(Task), nameof(Task.FromResult), [typeof(object)], Expression.Convert(call, typeof(object)));
    }

    private static async Task<object?> FromTask(Task task)
    {
        await task;
        return null;
    }

    private static async Task<object?> FromTaskOf<T>(Task<T> task) => await task;

    private static MethodInfo Find(string name) =>
        typeof(FunctionResults).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
}
