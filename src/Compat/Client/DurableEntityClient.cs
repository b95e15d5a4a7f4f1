namespace Microsoft.DurableTask.Client.Entities;

/// <summary>Declared for the signature of DurableTaskClient.Entities; this product uses no entities.</summary>
public abstract class DurableEntityClient
{
    protected DurableEntityClient(string name) => Name = name;

    public string Name { get; }
}
