namespace DurableTeams.FunctionsApp.Settings;

/// <summary>A setting of the app.</summary>
/// <param name="Name">The name of the environment variable.</param>
/// <param name="Example">An example of the value.</param>
/// <param name="Meaning">The meaning of the setting.</param>
public sealed record AppSetting(string Name, string Example, string Meaning);
