namespace DurableTeams.Definitions;

/// <summary>A provider of models as team files know it: its name, and what it wants of a model's settings.</summary>
public interface IModelProvider
{
    /// <summary>The name that a model's <c>provider</c> refers to.</summary>
    string Provider { get; }

    /// <summary>
    /// The keys that its models have in a team file beside those of all models; none by default. Their values are in
    /// <see cref="ModelDefinition.Settings"/>.
    /// </summary>
    IReadOnlyList<ProviderSetting> Settings => [];

    /// <summary>
    /// Reports what is wrong with the settings of one of its models, before any run starts. What all models have in common is
    /// checked already: an endpoint is an http or https address, the temperature is 0 to 2, a token bound is at least 1.
    /// </summary>
    /// <param name="model">The model as it is written: <c>${NAME}</c> stands for a value that is not looked at here.</param>
    /// <param name="report">Takes a setting, such as <c>apiKey</c>, and the reason with what to change.</param>
    void Check(ModelDefinition model, Action<string, string> report)
    {
    }
}
