using System.ClientModel.Primitives;

namespace DurableTeams.Models.OpenAI;

/// <summary>Makes the OpenAI SDK's requests those of Azure: the key in <c>api-key</c>, the version in the query.</summary>
/// <param name="key">The key.</param>
/// <param name="apiVersion">The <c>api-version</c>; none where null.</param>
internal sealed class AzureOpenAIRequests(string key, string? apiVersion) : PipelinePolicy
{
    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Change(message.Request);
        ProcessNext(message, pipeline, currentIndex);
    }

    public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Change(message.Request);
        return ProcessNextAsync(message, pipeline, currentIndex);
    }

    private void Change(PipelineRequest request)
    {
        // Azure takes a bearer for an Entra token and refuses the request for it.
        request.Headers.Remove("Authorization");
        request.Headers.Set("api-key", key);
        if (apiVersion is null) return;
        request.Uri = new UriBuilder(request.Uri!) { Query = $"api-version={Uri.EscapeDataString(apiVersion)}" }.Uri;
    }
}
