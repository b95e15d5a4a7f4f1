namespace Microsoft.DurableTask.Client;

public interface IDurableTaskClientProvider
{
    DurableTaskClient GetClient(string? name = null);
}
