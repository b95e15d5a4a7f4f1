using System.Text.Json;
using System.Text.Json.Nodes;

namespace DurableTeams.Definitions;

/// <summary>
/// A key that the models of one provider have beside those of all models, as the provider declares it
/// (<see cref="IModelProvider.Settings"/>).
/// </summary>
public sealed record ProviderSetting
{
    private ProviderSetting(string key, ProviderSettingForm form, string description, bool required)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        (Key, Form, Description, IsRequired) = (key, form, description, required);
    }

    /// <summary>The key in a team file, and in <see cref="ModelDefinition.Settings"/>.</summary>
    public string Key { get; }

    /// <summary>What its values are.</summary>
    public ProviderSettingForm Form { get; }

    /// <summary>What to write, such as <c>the region, such as eu-west</c>; errors end with it.</summary>
    public string Description { get; }

    /// <summary>Whether each model of the provider must have the key.</summary>
    public bool IsRequired { get; }

    /// <summary>A text; it may hold <c>${NAME}</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="description">What to write.</param>
    /// <param name="required">Whether each model must have it.</param>
    public static ProviderSetting Text(string key, string description, bool required = false) =>
        new(key, ProviderSettingForm.Text, description, required);

    /// <summary>
    /// A secret, written as <c>${NAME}</c> and nothing else. The value stays out of storage and logs, and is removed from what
    /// the model's client answers or throws.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="description">What to write.</param>
    /// <param name="required">Whether each model must have it.</param>
    public static ProviderSetting Secret(string key, string description, bool required = false) =>
        new(key, ProviderSettingForm.Secret, description, required);

    /// <summary>A number.</summary>
    /// <param name="key">The key.</param>
    /// <param name="description">What to write.</param>
    /// <param name="required">Whether each model must have it.</param>
    public static ProviderSetting Number(string key, string description, bool required = false) =>
        new(key, ProviderSettingForm.Number, description, required);

    /// <summary>True or false.</summary>
    /// <param name="key">The key.</param>
    /// <param name="description">What to write.</param>
    /// <param name="required">Whether each model must have it.</param>
    public static ProviderSetting Flag(string key, string description, bool required = false) =>
        new(key, ProviderSettingForm.Flag, description, required);

    /// <summary>A list of texts, each of which may hold <c>${NAME}</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="description">What to write.</param>
    /// <param name="required">Whether each model must have it.</param>
    public static ProviderSetting List(string key, string description, bool required = false) =>
        new(key, ProviderSettingForm.List, description, required);

    /// <summary>What is wrong with a model's value, or null.</summary>
    internal string? Problem(JsonNode? value)
    {
        if (value is null) return IsRequired ? $"'{Key}' is missing; write {Description}" : null;
        var kind = value.GetValueKind();
        return Form switch
        {
            ProviderSettingForm.Text when kind != JsonValueKind.String => $"'{Key}' must be text, in quotes: {Description}",
            ProviderSettingForm.Secret when kind != JsonValueKind.String || !EnvironmentReferences.IsPure((string)value!) =>
                $"'{Key}' is a secret: write it as ${{NAME}}, and set that environment variable",
            ProviderSettingForm.Number when kind != JsonValueKind.Number =>
                $"'{Key}' must be a number, without quotes: {Description}",
            ProviderSettingForm.Flag when kind is not (JsonValueKind.True or JsonValueKind.False) =>
                $"'{Key}' must be true or false, without quotes: {Description}",
            ProviderSettingForm.List when value is not JsonArray list || list.Any(item => item?.GetValueKind()
                != JsonValueKind.String) => $"'{Key}' must be a list of texts: {Description}",
            _ => null,
        };
    }
}

/// <summary>What the values of a <see cref="ProviderSetting"/> are.</summary>
public enum ProviderSettingForm
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A secret, as <c>${NAME}</c>.</summary>
    Secret,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A list of texts.</summary>
    List,
}
