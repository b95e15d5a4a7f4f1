namespace DurableTeams.Definitions;

/// <summary>The model providers that team files know.</summary>
internal static class ModelProviders
{
    public static readonly string[] Names = ["openai", "azureOpenAI", "anthropic", "scripted"];
}
