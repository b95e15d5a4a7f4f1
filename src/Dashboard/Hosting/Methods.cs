namespace DurableTeams.Dashboard.Hosting;

/// <summary>Methods that endpoints take.</summary>
internal static class Methods
{
    /// <summary>A read, and a read without its body.</summary>
    public static readonly string[] Read = ["GET", "HEAD"];
}
