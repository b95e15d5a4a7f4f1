using DurableTeams.Azurite;
using DurableTeams.Tests.Storage.Requirements;
using DurableTeams.Tests.Storage.Runs;
using DurableTeams.Tests.Storage.Sessions;
using DurableTeams.Tests.Storage.Trees;
using DurableTeams.Tests.Storage.Work;

namespace DurableTeams.Functions.Tests.Storage;

/// <summary>The conformance suite on the emulator.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class TableRunTests(AzuriteFixture azurite) : RunConformance(new TableStore(azurite));

[Collection(AzuriteCollection.Name)]
public sealed class TableRequirementTests(AzuriteFixture azurite) : RequirementConformance(new TableStore(azurite));

[Collection(AzuriteCollection.Name)]
public sealed class TableSessionTests(AzuriteFixture azurite) : SessionConformance(new TableStore(azurite));

[Collection(AzuriteCollection.Name)]
public sealed class TableTreeTests(AzuriteFixture azurite) : TreeConformance(new TableStore(azurite));

[Collection(AzuriteCollection.Name)]
public sealed class TableWorkTests(AzuriteFixture azurite) : WorkConformance(new TableStore(azurite));
