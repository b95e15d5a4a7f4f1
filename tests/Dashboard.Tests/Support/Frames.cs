using DurableTeams.Dashboard.Access;
using DurableTeams.Dashboard.Hosting;

namespace DurableTeams.Dashboard.Tests.Support;

/// <summary>Frames for components that are rendered alone.</summary>
internal static class Frames
{
    public static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A frame of a visitor who may see everything.</summary>
    public static PageFrame Any(string? name = "ann", int? pending = 0, string root = "/") => new(
        new DashboardPaths(root), new Visitor(true, null, name, "token", false), root, Now, null, pending, null);
}
