namespace DurableTeams.Http.Endpoints;

/// <summary>The methods of endpoints that take more than one.</summary>
internal static class Methods
{
    /// <summary>Every GET can be asked as HEAD: the same answer without its body.</summary>
    public static readonly string[] Read = ["GET", "HEAD"];
}
