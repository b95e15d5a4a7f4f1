namespace DurableTeams.Compat.Tests.Declarations.Samples;

public interface IShape;

public record Options(string? Name = null, int Size = 100, TimeSpan? Age = null);

public delegate Task<bool> Decide(Options options);

public enum Colour
{
    Red,
    Green = 5,
}

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class MarkAttribute : Attribute
{
    public string? Text { get; init; }
}

public abstract class Widget : IShape, IAsyncDisposable
{
    public const int Limit = 3;

    protected Widget(string name) => Name = name;

    public string Name { get; }

    public static bool operator ==(Widget? a, Widget? b) => ReferenceEquals(a, b);

    public static bool operator !=(Widget? a, Widget? b) => !ReferenceEquals(a, b);

    public abstract Task<T> Find<T>(string key, bool deep = true, CancellationToken cancellation = default);

    public virtual bool TryGet(string key, out object? value)
    {
        value = null;
        return false;
    }

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => 0;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
