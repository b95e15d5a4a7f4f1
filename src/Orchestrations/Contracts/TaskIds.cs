using System.Globalization;

namespace DurableTeams.Contracts;

/// <summary>The ids of tasks that a leader creates: <c>task-1</c>, <c>task-2</c>, … in the order of its calls.</summary>
internal static class TaskIds
{
    public static string Of(int number) => string.Create(CultureInfo.InvariantCulture, $"task-{number}");

    public static int? Parse(string id) =>
        id.StartsWith("task-", StringComparison.Ordinal)
        && int.TryParse(id.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Of(number) == id
            ? number
            : null;
}
