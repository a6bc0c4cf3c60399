(empty({reasons:Array(String)}) OR reason IN {reasons:Array(String)})
    AND (empty({ids:Array(UUID)}) OR reject_id IN {ids:Array(UUID)})
    AND ({tenant:String} = '' OR tenant_id IN ('', {tenant:String}))
    AND rejected_at BETWEEN fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND fromUnixTimestamp64Milli({until:Int64}, 'UTC')
