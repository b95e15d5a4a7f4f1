namespace Microsoft.DurableTask;

internal static class TaskInput
{
    /// <summary>A missing input is the type's default, even for a value type; an input of another type throws.</summary>
    public static T As<T>(object? input) => input switch
    {
        T typed => typed,
        null => default!,
        _ => throw new ArgumentException($"Input type '{input.GetType()}' does not match expected type '{typeof(T)}'."),
    };
}
