namespace DurableTeams.Dashboard.Hosting;

/// <summary>Metadata of what everybody may load: assets, and the page to sign in.</summary>
internal sealed class OpenPage;
