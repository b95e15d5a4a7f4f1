namespace Microsoft.DurableTask.Entities;

/// <summary>An entity's id, written <c>@name@key</c>; names are lower case.</summary>
public readonly record struct EntityInstanceId
{
    public EntityInstanceId(string name, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(key);
        if (name.Contains('@', StringComparison.Ordinal))
            throw new ArgumentException("Entity names may not contain '@'.", nameof(name));
#pragma warning disable CA1308 // the written form is lower case
        Name = name.ToLowerInvariant();
#pragma warning restore CA1308
        Key = key;
    }

    public string Name { get; }

    public string Key { get; }

    public static EntityInstanceId FromString(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var separator = instanceId.IndexOf('@', 1);
        return separator > 0 && instanceId[0] == '@'
            ? new(instanceId[1..separator], instanceId[(separator + 1)..])
            : throw new ArgumentException($"'{instanceId}' is not an entity's id.", nameof(instanceId));
    }

    public override string ToString() => $"@{Name}@{Key}";
}
