using System.Diagnostics.CodeAnalysis;

namespace Microsoft.DurableTask;

public abstract class DataConverter
{
    [return: NotNullIfNotNull(nameof(value))]
    public abstract string? Serialize(object? value);

    [return: NotNullIfNotNull(nameof(data))]
    public abstract object? Deserialize(string? data, Type targetType);

    [return: NotNullIfNotNull(nameof(data))]
    // No text for a value type throws, as it does officially: being kinder here would hide a bug until Azure.
    public virtual T? Deserialize<T>(string? data) => (T?)Deserialize(data, typeof(T));
}
