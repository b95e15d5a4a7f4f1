using DurableTeams.Tests.Storage.Requirements;
using DurableTeams.Tests.Storage.Runs;
using DurableTeams.Tests.Storage.Sessions;
using DurableTeams.Tests.Storage.Trees;
using DurableTeams.Tests.Storage.Work;

namespace DurableTeams.Embedded.Tests.Storage;

/// <summary>The conformance suite on real files, its parts side by side.</summary>
public sealed class SqliteRunTests() : RunConformance(new SqliteStore());

public sealed class SqliteRequirementTests() : RequirementConformance(new SqliteStore());

public sealed class SqliteSessionTests() : SessionConformance(new SqliteStore());

public sealed class SqliteTreeTests() : TreeConformance(new SqliteStore());

public sealed class SqliteWorkTests() : WorkConformance(new SqliteStore());
