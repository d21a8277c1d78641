s(102692232,1,'airport',n,1,3).
s(102692232,2,'airdrome',n,1,0).
s(102692232,3,'aerodrome',n,1,0).
