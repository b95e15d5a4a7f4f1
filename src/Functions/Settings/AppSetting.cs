namespace DurableTeams.Functions.Settings;

/// <summary>A setting of the app.</summary>
/// <param name="Name">Its name, as an environment variable.</param>
/// <param name="Example">What it can be.</param>
/// <param name="Meaning">What it does.</param>
public sealed record AppSetting(string Name, string Example, string Meaning);
